// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkaclients.h"

#include <QElapsedTimer>
#include <QtGlobal>

namespace playhead::test {
namespace {

constexpr int limit = 30'000; // milliseconds

std::unique_ptr<KafkaClient> clientOf(const KafkaServer &server, rd_kafka_type_t type,
                                      KafkaProperties properties)
{
    properties.emplace_back("bootstrap.servers", server.address());
    auto client = KafkaClient::create(type, properties);
    if (!client) qFatal("%s", client.error().message.c_str());
    return std::move(*client);
}

std::optional<std::string> textOf(const void *data, std::size_t size)
{
    if (!data) return std::nullopt;
    return std::string(static_cast<const char *>(data), size);
}

TestRecord recordOf(const rd_kafka_message_t &message)
{
    TestRecord record{textOf(message.key, message.key_len),
                      textOf(message.payload, message.len),
                      {},
                      message.partition,
                      rd_kafka_message_timestamp(&message, nullptr)};
    rd_kafka_headers_t *headers = nullptr;
    if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return record;
    const char *name = nullptr;
    const void *value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i)
        record.headers.emplace_back(name, textOf(value, size).value_or(std::string()));
    return record;
}

} // namespace

TestProducer::TestProducer(const KafkaServer &server)
    : m_client(
        clientOf(server, RD_KAFKA_PRODUCER,
                 {{"enable.idempotence", "true"}, {"queue.buffering.max.messages", "1000000"}}))
{}

bool TestProducer::produce(const std::string &topic, const std::vector<TestRecord> &records)
{
    for (const auto &record : records) {
        auto *headers = rd_kafka_headers_new(record.headers.size());
        for (const auto &[name, value] : record.headers)
            rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()),
                                value.data(), static_cast<ssize_t>(value.size()));
        auto *key = record.key ? const_cast<char *>(record.key->data()) : nullptr;
        auto *value = record.value ? const_cast<char *>(record.value->data()) : nullptr;
        const auto error = rd_kafka_producev(
            m_client->handle(), RD_KAFKA_V_TOPIC(topic.c_str()),
            RD_KAFKA_V_PARTITION(record.partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_KEY(key, key ? record.key->size() : 0),
            RD_KAFKA_V_VALUE(value, value ? record.value->size() : 0),
            RD_KAFKA_V_TIMESTAMP(record.milliseconds), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
        rd_kafka_headers_destroy(headers);
        return false;
    }
    return rd_kafka_flush(m_client->handle(), limit) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

std::vector<TestRecord> numberedRecords(int count, int partitions)
{
    std::vector<TestRecord> records;
    for (int i = 1; i <= count; ++i) {
        TestRecord record;
        record.value = std::to_string(i);
        record.partition = i % partitions;
        records.push_back(std::move(record));
    }
    return records;
}

TestGroupMember::TestGroupMember(const KafkaServer &server, const std::string &group,
                                 const std::string &topic)
    : m_client(clientOf(server, RD_KAFKA_CONSUMER,
                        {{"group.id", group},
                         {"enable.auto.commit", "false"},
                         {"auto.offset.reset", "earliest"},
                         // The server of the tests waits nearly as long for members to join anew.
                         {"session.timeout.ms", "6000"},
                         {"heartbeat.interval.ms", "500"}}))
{
    rd_kafka_poll_set_consumer(m_client->handle());
    const KafkaPartitionListPtr topics(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
    rd_kafka_subscribe(m_client->handle(), topics.get());
}

TestGroupMember::~TestGroupMember()
{
    rd_kafka_consumer_close(m_client->handle());
}

int TestGroupMember::read()
{
    const KafkaMessagePtr message(rd_kafka_consumer_poll(m_client->handle(), 100));
    return message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? 1 : 0;
}

bool TestGroupMember::commit()
{
    constexpr int waits = 0;
    return rd_kafka_commit(m_client->handle(), nullptr, waits) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

bool TestGroupMember::readAndCommit(int count)
{
    QElapsedTimer timer;
    timer.start();
    while (count > 0 && !timer.hasExpired(limit))
        count -= read();
    return count == 0 && commit();
}

bool commitFor(const KafkaServer &server, const std::string &group, const std::string &topic,
               std::int32_t partition, std::int64_t offset)
{
    const auto client = clientOf(server, RD_KAFKA_CONSUMER, {{"group.id", group}});
    const KafkaPartitionListPtr list(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = offset;
    constexpr int waits = 0;
    return rd_kafka_commit(client->handle(), list.get(), waits) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

std::int64_t committedBy(const KafkaServer &server, const std::string &group,
                         const std::string &topic, std::int32_t partition)
{
    const auto client = clientOf(server, RD_KAFKA_CONSUMER, {{"group.id", group}});
    const KafkaPartitionListPtr list(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
    rd_kafka_committed(client->handle(), list.get(), limit);
    return list->elems[0].offset;
}

std::vector<TestRecord> recordsOf(const KafkaServer &server, const std::string &topic,
                                  std::int32_t partition, int count)
{
    const auto client = clientOf(server, RD_KAFKA_CONSUMER, {});
    const KafkaTopicPtr handle(rd_kafka_topic_new(client->handle(), topic.c_str(), nullptr));
    rd_kafka_consume_start(handle.get(), partition, RD_KAFKA_OFFSET_BEGINNING);
    std::vector<TestRecord> records;
    QElapsedTimer timer;
    timer.start();
    while (static_cast<int>(records.size()) < count && !timer.hasExpired(limit)) {
        const KafkaMessagePtr message(rd_kafka_consume(handle.get(), partition, 100));
        if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
            records.push_back(recordOf(*message));
    }
    rd_kafka_consume_stop(handle.get(), partition);
    return records;
}

} // namespace playhead::test
