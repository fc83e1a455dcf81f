// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkapartitions.h"

#include <algorithm>

namespace playhead {

std::int64_t KafkaPartition::behind() const
{
    return isDone ? 0 : std::max<std::int64_t>(0, std::min(end, stop) - next);
}

std::optional<std::size_t> KafkaPartitions::find(const std::string &topic,
                                                 std::int32_t partition) const
{
    const auto found = m_numbers.find({topic, partition});
    return found == m_numbers.end() ? std::nullopt : std::optional(found->second);
}

bool KafkaPartitions::isToInFuture(Timestamp now) const
{
    return m_settings.to && m_settings.to->kind == KafkaPlace::Kind::Time
           && m_settings.to->time > now;
}

std::vector<KafkaPartitionSurvey> KafkaPartitions::questions(const KafkaTopicSizes &topics,
                                                             Timestamp now) const
{
    const auto timeOf = [](const KafkaPlace &place) {
        return place.kind == KafkaPlace::Kind::Time ? std::optional(place.time) : std::nullopt;
    };
    const auto until = m_settings.to && !isToInFuture(now) ? timeOf(*m_settings.to) : std::nullopt;
    const bool takesNew = m_partitions.empty() || !m_settings.to || isToInFuture(now);
    std::vector<KafkaPartitionSurvey> questions;
    for (const auto &[topic, count] : topics) {
        if (!m_settings.topics.matches(topic)) continue;
        for (std::int32_t partition = 0; partition < count; ++partition) {
            KafkaPartitionSurvey question{topic, partition, {}, until, {}, {}, {}};
            if (const auto number = find(topic, partition)) {
                const auto &known = at(*number);
                const bool lacksStop = until && known.stop == KafkaPartition::noStop;
                if (known.isDone || (known.isReading && !lacksStop)) continue;
                if (known.lastTime != 0) question.time = known.lastTime + 1;
            } else {
                if (!takesNew) continue;
                question.time = timeOf(m_settings.from);
            }
            questions.push_back(std::move(question));
        }
    }
    return questions;
}

std::int64_t KafkaPartitions::stopOf(const KafkaPartitionSurvey &answer) const
{
    if (!m_settings.to) return KafkaPartition::noStop;
    if (m_settings.to->kind != KafkaPlace::Kind::Time) return m_settings.to->in(answer.bounds);
    if (!answer.until) return KafkaPartition::noStop;
    auto bounds = answer.bounds;
    bounds.atTime = answer.atUntil;
    return m_settings.to->in(bounds);
}

std::uint64_t KafkaPartitions::settle(const KafkaPartitionSurvey &answer, bool isFirstTime)
{
    if (!answer.error.empty()) return 0;
    const auto &bounds = answer.bounds;
    std::uint64_t missed = 0;
    const auto [entry, isNew] =
        m_numbers.try_emplace({answer.topic, answer.partition}, m_partitions.size());
    if (isNew) {
        KafkaPartition added;
        added.topic = answer.topic;
        added.partition = answer.partition;
        added.first = added.next = isFirstTime ? m_settings.from.in(bounds) : bounds.low;
        added.endAtAttach = isFirstTime ? bounds.high : bounds.low;
        m_partitions.push_back(std::move(added));
    }
    auto &partition = m_partitions[entry->second];
    partition.end = std::max(bounds.high, partition.isReading ? partition.next : 0);
    if (partition.isReading) {
        // Only its end was asked for; it may have been read past these bounds meanwhile.
    } else if (partition.next < bounds.low) {
        missed = static_cast<std::uint64_t>(bounds.low - partition.next);
        partition.next = bounds.low;
    } else if (partition.next > bounds.high) {
        partition.next = std::clamp(bounds.atTime.value_or(bounds.high), bounds.low, bounds.high);
        partition.first = std::min(partition.first, partition.next);
        partition.endAtAttach = std::min(partition.endAtAttach, partition.next);
    }
    if (partition.stop == KafkaPartition::noStop) partition.stop = stopOf(answer);
    partition.isDone = partition.isDone || partition.next >= partition.stop;
    return missed;
}

bool KafkaPartitions::isTooLate(Timestamp time) const
{
    return m_settings.to && m_settings.to->kind == KafkaPlace::Kind::Time
           && time >= m_settings.to->time;
}

bool KafkaPartitions::isComplete(Timestamp now) const
{
    return m_settings.to && !isToInFuture(now)
           && std::ranges::all_of(m_partitions, &KafkaPartition::isDone);
}

std::uint64_t KafkaPartitions::behind() const
{
    std::int64_t records = 0;
    for (const auto &partition : m_partitions)
        records += partition.behind();
    return static_cast<std::uint64_t>(records);
}

} // namespace playhead
