// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/kafka/kafkahandles.h"
#include "transports/kafka/kafkapartitions.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace playhead {

/// Reads partitions that it is told to (what Kafka calls assigning), through one queue. Has no
/// group id: there is no group that it could join, and nothing to commit to. One thread.
class KafkaConsumer
{
public:
    static Result<std::unique_ptr<KafkaConsumer>> create(const KafkaSettings &settings);
    ~KafkaConsumer();
    KafkaConsumer(const KafkaConsumer &) = delete;
    KafkaConsumer &operator=(const KafkaConsumer &) = delete;

    [[nodiscard]] KafkaClient &client() { return *m_client; }

    /// Reads on from `partition.next`.
    void start(KafkaPartition &partition);
    /// What was fetched and not taken is dropped; it is fetched again after another start().
    void stop(KafkaPartition &partition);

    /// Messages in the order of each partition, errors among them (rd_kafka_message_t::err). Waits
    /// for the first, up to `waitMilliseconds`. Valid until the next call.
    std::span<const KafkaMessagePtr> take(int waitMilliseconds);

    /// Notes where the partition ends now, as the last fetch told.
    void updateEnd(KafkaPartition &partition);

private:
    explicit KafkaConsumer(std::unique_ptr<KafkaClient> client);
    rd_kafka_topic_t *topic(const std::string &name);

    std::unique_ptr<KafkaClient> m_client;
    KafkaQueuePtr m_queue;
    std::map<std::string, KafkaTopicPtr> m_topics;
    std::vector<rd_kafka_message_t *> m_raw;
    std::vector<KafkaMessagePtr> m_taken;
};

} // namespace playhead
