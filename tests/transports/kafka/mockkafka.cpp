// SPDX-License-Identifier: GPL-3.0-or-later
// The Kafka-protocol cluster of librdkafka in a process of its own, for tests. Prints its bootstrap
// servers, then obeys commands on its input, answering each with a line `ok` or `failed`, and ends
// with its input, so that no test leaves it behind:
//   topic NAME PARTITIONS        makes a topic
//   lead NAME PARTITION BROKER   makes a broker (from 1) the leader of a partition
//   down [BROKER]                a broker, or all, end their connections and take none; what they
//                                hold stays
//   up [BROKER]                  it takes connections again
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
    int partition = 1;
    int broker = -1; // all
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__INVALID_ARG;
    words >> command;
    if (command == "topic" && words >> topic >> partition) {
        error = rd_kafka_mock_topic_create(cluster, topic.c_str(), partition, 1);
    } else if (command == "lead" && words >> topic >> partition >> broker) {
        error = rd_kafka_mock_partition_set_leader(cluster, topic.c_str(), partition, broker);
    } else if (command == "down" || command == "up") {
        if (int one = 0; words >> one) broker = one;
        error = command == "down" ? rd_kafka_mock_broker_set_down(cluster, broker)
                                  : rd_kafka_mock_broker_set_up(cluster, broker);
    }
    return error == RD_KAFKA_RESP_ERR_NO_ERROR;
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
