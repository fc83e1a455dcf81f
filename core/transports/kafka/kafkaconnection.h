// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/kafka/kafkaconsumer.h"
#include "transports/kafka/kafkadiscovery.h"
#include "transports/kafka/kafkagrouppoll.h"
#include "transports/kafka/kafkagroupprogress.h"
#include "transports/kafka/kafkakept.h"
#include "transports/kafka/kafkapartitions.h"
#include "transports/kafka/kafkarecords.h"
#include "transports/kafka/kafkasettings.h"
#include "transports/sourceconnection.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace playhead {

/// Reads topics of a cluster, and what its consumer groups have committed. Disturbs nobody: no
/// group is joined, nothing is committed, nothing is made on the server.
///
/// Lost is: no broker answers any more. A broker that goes away alone is survived by librdkafka,
/// which follows the partitions to their new leaders. In both cases each partition goes on with the
/// offset behind the last record that was handed on: none is lost, none comes twice.
class KafkaConnection : public SourceConnection
{
public:
    explicit KafkaConnection(KafkaSettings settings);
    ~KafkaConnection() override;

    Outcome connect(SourceFeed &feed, const std::stop_token &stop) override;
    Outcome serve(SourceFeed &feed, const std::stop_token &stop) override;
    void disconnect(SourceFeed &feed) override;

private:
    using Clock = std::chrono::steady_clock;

    Result<KafkaTopicSizes> waitForTopics(const std::stop_token &stop);
    [[nodiscard]] Outcome checkTopics(const KafkaTopicSizes &topics) const;
    Outcome settleAll(const KafkaTopicSizes &topics, SourceFeed &feed, const std::stop_token &stop);
    void settle(const std::vector<KafkaPartitionSurvey> &answers, SourceFeed &feed);
    /// `reason`: for where the connections do not say why.
    [[nodiscard]] ConnectionError lost(std::string reason) const;

    bool read(SourceFeed &feed);
    void takeRecord(const rd_kafka_message_t &record, SourceFeed &feed);
    void takeFault(const rd_kafka_message_t &fault);
    std::optional<std::size_t> partitionOf(const rd_kafka_message_t &message);
    void finishPartition(KafkaPartition &partition);
    void followGroups(SourceFeed &feed);
    void tell(SourceFeed &feed);
    [[nodiscard]] std::string note() const;

    const KafkaSettings m_settings;
    KafkaPartitions m_partitions;
    KafkaKept m_kept;
    KafkaGroupProgress m_progress;
    KafkaGroupPoll m_groups;
    KafkaDiscovery m_discovery;
    KafkaRecords m_records;
    std::unique_ptr<KafkaConsumer> m_consumer;

    bool m_wasAttached = false;
    bool m_isGroupRest = false;
    std::vector<TapStep> m_steps; // of the batch at hand
    Clock::time_point m_told;
    std::map<std::size_t, std::string> m_faults; ///< by partition that cannot be read
    // The partition of the last message: they come in runs.
    const rd_kafka_topic_t *m_lastTopic = nullptr;
    std::int32_t m_lastPartition = 0;
    std::optional<std::size_t> m_lastNumber;
};

} // namespace playhead
