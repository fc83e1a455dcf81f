// SPDX-License-Identifier: GPL-3.0-or-later
// The Kafka-protocol cluster of librdkafka in a process of its own, for tests. Prints its bootstrap
// servers, then obeys commands on its input, answering each with a line `ok` or `failed`, and ends
// with its input, so that no test leaves it behind:
//   topic NAME PARTITIONS   makes a topic
//   down | up               all brokers stop and take connections again; what they hold stays
// `mockkafka BROKERS` (usual: 1). Ports are chosen by the cluster, on loopback.
#include <cstdlib>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

namespace {

bool obey(rd_kafka_mock_cluster_t *cluster, const std::string &line)
{
    std::istringstream words(line);
    std::string command;
    std::string topic;
    int partitions = 1;
    words >> command;
    if (command == "topic" && words >> topic >> partitions)
        return rd_kafka_mock_topic_create(cluster, topic.c_str(), partitions, 1)
               == RD_KAFKA_RESP_ERR_NO_ERROR;
    constexpr int allBrokers = -1;
    if (command == "down")
        return rd_kafka_mock_broker_set_down(cluster, allBrokers) == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (command == "up")
        return rd_kafka_mock_broker_set_up(cluster, allBrokers) == RD_KAFKA_RESP_ERR_NO_ERROR;
    return false;
}

} // namespace

int main(int argc, char **argv)
{
    const int brokers = argc > 1 ? std::atoi(argv[1]) : 1;
    auto *conf = rd_kafka_conf_new();
    // The cluster tells of every client that goes away.
    rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t *, int, const char *, const char *) {});
    char reason[512];
    const std::unique_ptr<rd_kafka_t, decltype(&rd_kafka_destroy)> handle(
        rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason), &rd_kafka_destroy);
    if (!handle) {
        rd_kafka_conf_destroy(conf);
        std::cerr << reason << '\n';
        return EXIT_FAILURE;
    }
    const std::unique_ptr<rd_kafka_mock_cluster_t, decltype(&rd_kafka_mock_cluster_destroy)>
        cluster(rd_kafka_mock_cluster_new(handle.get(), brokers), &rd_kafka_mock_cluster_destroy);
    if (!cluster) return EXIT_FAILURE;
    std::cout << rd_kafka_mock_cluster_bootstraps(cluster.get()) << std::endl;
    for (std::string line; std::getline(std::cin, line);)
        std::cout << (obey(cluster.get(), line) ? "ok" : "failed") << std::endl;
    return EXIT_SUCCESS;
}
