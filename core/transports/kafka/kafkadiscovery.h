// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/kafka/kafkapartitions.h"
#include "transports/kafka/kafkasurvey.h"

#include <chrono>
#include <future>
#include <optional>
#include <string>
#include <vector>

namespace playhead {

/// Finds topics and partitions that come to be while a source reads, and those that can be read
/// again. Asks on a thread of its own every KafkaSettings::refresh, so that reading never waits
/// for an answer. Its functions belong to one thread.
class KafkaDiscovery
{
public:
    /// Both must outlive this.
    KafkaDiscovery(const KafkaSettings &settings, const KafkaPartitions &partitions)
        : m_settings(settings), m_partitions(partitions)
    {}

    /// `handle` must live until close(), which waits for an answer that has not come yet.
    void open(rd_kafka_t *handle);
    void close();

    /// Asks again soon, at most once a second: a partition cannot be read.
    void hurry();

    /// Answers for KafkaPartitions::settle(), when some have come; never waits.
    [[nodiscard]] std::vector<KafkaPartitionSurvey> run(Timestamp now);

    /// How often in a row the servers gave no answer.
    [[nodiscard]] int failures() const { return m_failures; }
    /// Why not.
    [[nodiscard]] const std::string &error() const { return m_error; }

private:
    using Clock = std::chrono::steady_clock;
    using Topics = Result<KafkaTopicSizes>;
    using Answers = Result<std::vector<KafkaPartitionSurvey>>;

    void fail(const Error &error);
    void scheduleNext();

    const KafkaSettings &m_settings;
    const KafkaPartitions &m_partitions;
    rd_kafka_t *m_handle = nullptr;
    std::future<Topics> m_topics; // at most one of the two is under way
    std::future<Answers> m_answers;
    Clock::time_point m_due;
    bool m_isUrgent = false;
    int m_failures = 0;
    std::string m_error;
};

} // namespace playhead
