// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkaconsumer.h"

#include <algorithm>

namespace playhead {
namespace {

constexpr std::size_t largestBatch = 2000;

/// What a file of properties must not change: that nothing is committed, and that a partition that
/// lost records says so.
const KafkaProperties &readerProperties()
{
    static const KafkaProperties properties = {
        {"enable.auto.commit", "false"},       {"enable.auto.offset.store", "false"},
        {"auto.offset.reset", "error"},        {"enable.partition.eof", "true"},
        {"allow.auto.create.topics", "false"}, {"reconnect.backoff.max.ms", "1000"}};
    return properties;
}

} // namespace

Result<std::unique_ptr<KafkaConsumer>> KafkaConsumer::create(const KafkaSettings &settings)
{
    auto client = KafkaClient::create(RD_KAFKA_CONSUMER, settings.with(readerProperties()));
    if (!client) return tl::unexpected(client.error());
    return std::unique_ptr<KafkaConsumer>(new KafkaConsumer(std::move(*client)));
}

KafkaConsumer::KafkaConsumer(std::unique_ptr<KafkaClient> client)
    : m_client(std::move(client)),
      m_queue(rd_kafka_queue_new(m_client->handle())),
      m_raw(largestBatch)
{}

KafkaConsumer::~KafkaConsumer() = default;

rd_kafka_topic_t *KafkaConsumer::topic(const std::string &name)
{
    auto &topic = m_topics[name];
    if (!topic) topic.reset(rd_kafka_topic_new(m_client->handle(), name.c_str(), nullptr));
    return topic.get();
}

void KafkaConsumer::start(KafkaPartition &partition)
{
    partition.isReading = rd_kafka_consume_start_queue(topic(partition.topic), partition.partition,
                                                       partition.next, m_queue.get())
                          == 0;
}

void KafkaConsumer::stop(KafkaPartition &partition)
{
    if (partition.isReading) rd_kafka_consume_stop(topic(partition.topic), partition.partition);
    partition.isReading = false;
}

std::span<const KafkaMessagePtr> KafkaConsumer::take(int waitMilliseconds)
{
    m_taken.clear();
    const auto takeMore = [this] {
        const auto count =
            rd_kafka_consume_batch_queue(m_queue.get(), 0, m_raw.data(), m_raw.size());
        for (ssize_t i = 0; i < count; ++i)
            m_taken.emplace_back(m_raw[static_cast<std::size_t>(i)]);
    };
    takeMore();
    // A batch that may wait waits until it is full: so one is waited for, and the rest is taken.
    if (m_taken.empty()) {
        if (auto *first = rd_kafka_consume_queue(m_queue.get(), waitMilliseconds)) {
            m_taken.emplace_back(first);
            takeMore();
        }
    }
    return m_taken;
}

void KafkaConsumer::updateEnd(KafkaPartition &partition)
{
    std::int64_t low = 0;
    std::int64_t high = 0;
    const auto error = rd_kafka_get_watermark_offsets(m_client->handle(), partition.topic.c_str(),
                                                      partition.partition, &low, &high);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0)
        partition.end = std::max(high, partition.next);
}

} // namespace playhead
