// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/timestamp.h"
#include "transports/kafka/kafkasettings.h"
#include "transports/kafka/kafkasurvey.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace playhead {

/// How far one partition has been read.
struct KafkaPartition
{
    static constexpr auto noStop = std::numeric_limits<std::int64_t>::max();

    std::string topic;
    std::int32_t partition = 0;
    std::int64_t first = 0;       ///< where reading began
    std::int64_t next = 0;        ///< the offset to be read next: nothing below is handed on again
    std::int64_t stop = noStop;   ///< reading ends before this offset
    std::int64_t endAtAttach = 0; ///< where the partition ended when Playhead came to know it
    std::int64_t end = 0;         ///< where it ends, as far as is known
    Timestamp lastTime = 0;       ///< of the last record that was read; 0: none
    bool isReading = false;       ///< the server is asked for records
    bool isDone = false;          ///< read up to `stop`

    [[nodiscard]] std::int64_t behind() const;
};

/// All partitions that are read, by number in the order in which they were found; where each starts
/// and ends, and what happens to those whose server lost records. No I/O. One thread.
class KafkaPartitions
{
public:
    /// `settings` must outlive this.
    explicit KafkaPartitions(const KafkaSettings &settings) : m_settings(settings) {}

    [[nodiscard]] std::vector<KafkaPartition> &all() { return m_partitions; }
    [[nodiscard]] const std::vector<KafkaPartition> &all() const { return m_partitions; }
    [[nodiscard]] KafkaPartition &at(std::size_t number) { return m_partitions[number]; }
    [[nodiscard]] const KafkaPartition &at(std::size_t number) const
    {
        return m_partitions[number];
    }
    /// The number of a partition; empty: it is not read.
    [[nodiscard]] std::optional<std::size_t> find(const std::string &topic,
                                                  std::int32_t partition) const;

    /// What has to be asked about before reading: partitions of `topics` that match and are new,
    /// those that are known and neither read nor done, and, once the time of `to` has come, where
    /// that was.
    [[nodiscard]] std::vector<KafkaPartitionSurvey> questions(const KafkaTopicSizes &topics,
                                                              Timestamp now) const;

    /// Takes in an answer, unless it is an error. The first time, a partition starts where the
    /// person said; one that is found later is new, and starts at its beginning. One that was read
    /// before goes on where it had got to. Where its server has removed records up to there, with
    /// the first that is left; where it has fewer than were read (made anew, or cut back), with
    /// the first that is newer than the last that was read. Answers with how many were missed.
    std::uint64_t settle(const KafkaPartitionSurvey &answer, bool isFirstTime);

    /// Whether a record of this time ends its partition: it is not before `to`.
    [[nodiscard]] bool isTooLate(Timestamp time) const;
    /// All that was asked for has been read; never without `to`.
    [[nodiscard]] bool isComplete(Timestamp now) const;
    /// Records that are there and have not been read.
    [[nodiscard]] std::uint64_t behind() const;

private:
    [[nodiscard]] std::int64_t stopOf(const KafkaPartitionSurvey &answer) const;
    [[nodiscard]] bool isToInFuture(Timestamp now) const;

    const KafkaSettings &m_settings;
    std::vector<KafkaPartition> m_partitions;
    std::map<std::pair<std::string, std::int32_t>, std::size_t> m_numbers;
};

} // namespace playhead
