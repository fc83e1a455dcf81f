// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkasurvey.h"

#include "transports/kafka/kafkahandles.h"

#include <algorithm>
#include <functional>
#include <span>

namespace playhead {
namespace {

// What a request for the offset at a time takes besides times, by Kafka's protocol (ListOffsets).
constexpr std::int64_t latestTime = -1;
constexpr std::int64_t earliestTime = -2;

using Answer = std::function<void(KafkaPartitionSurvey &, std::int64_t offset)>;
using TimeOf = std::function<std::optional<std::int64_t>(const KafkaPartitionSurvey &)>;

/// Kafka counts milliseconds: the first that is not too early.
std::optional<std::int64_t> wholeMilliseconds(std::optional<Timestamp> time)
{
    if (!time) return std::nullopt;
    return std::max<std::int64_t>(0, (*time + nanosecondsPerMillisecond - 1)
                                         / nanosecondsPerMillisecond);
}

/// Asks for one offset of each partition for which `timeOf` says one; milliseconds.
Result<void> ask(rd_kafka_t *handle, std::vector<KafkaPartitionSurvey> &partitions,
                 int waitMilliseconds, const TimeOf &timeOf, const Answer &answer)
{
    const KafkaPartitionListPtr list(
        rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
    for (const auto &survey : partitions) {
        const auto time = timeOf(survey);
        if (!time || !survey.error.empty()) continue;
        rd_kafka_topic_partition_list_add(list.get(), survey.topic.c_str(), survey.partition)
            ->offset = *time;
    }
    if (list->cnt == 0) return {};
    const auto error = rd_kafka_offsets_for_times(handle, list.get(), waitMilliseconds);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return failure(rd_kafka_err2str(error));
    for (auto &survey : partitions) {
        const auto *found =
            rd_kafka_topic_partition_list_find(list.get(), survey.topic.c_str(), survey.partition);
        if (!found) continue;
        if (found->err == RD_KAFKA_RESP_ERR_NO_ERROR)
            answer(survey, found->offset);
        else
            survey.error = rd_kafka_err2str(found->err);
    }
    return {};
}

} // namespace

Result<KafkaTopicSizes> surveyTopics(rd_kafka_t *handle, int waitMilliseconds)
{
    const rd_kafka_metadata_t *answer = nullptr;
    constexpr int allTopics = 1;
    const auto error = rd_kafka_metadata(handle, allTopics, nullptr, &answer, waitMilliseconds);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return failure(rd_kafka_err2str(error));
    const std::unique_ptr<const rd_kafka_metadata_t, KafkaEnd<rd_kafka_metadata_destroy>> metadata(
        answer);
    KafkaTopicSizes topics;
    for (const auto &topic :
         std::span(metadata->topics, static_cast<std::size_t>(metadata->topic_cnt)))
        if (topic.err == RD_KAFKA_RESP_ERR_NO_ERROR)
            topics.emplace(topic.topic, topic.partition_cnt);
    return topics;
}

Result<void> surveyPartitions(rd_kafka_t *handle, std::vector<KafkaPartitionSurvey> &partitions,
                              int waitMilliseconds)
{
    const auto low = ask(
        handle, partitions, waitMilliseconds, [](const auto &) { return earliestTime; },
        [](auto &survey, std::int64_t offset) { survey.bounds.low = offset; });
    if (!low) return low;
    const auto high = ask(
        handle, partitions, waitMilliseconds, [](const auto &) { return latestTime; },
        [](auto &survey, std::int64_t offset) { survey.bounds.high = offset; });
    if (!high) return high;
    const auto atTime = ask(
        handle, partitions, waitMilliseconds,
        [](const auto &survey) { return wholeMilliseconds(survey.time); },
        [](auto &survey, std::int64_t offset) {
            if (offset >= 0) survey.bounds.atTime = offset;
        });
    if (!atTime) return atTime;
    return ask(
        handle, partitions, waitMilliseconds,
        [](const auto &survey) { return wholeMilliseconds(survey.until); },
        [](auto &survey, std::int64_t offset) {
            if (offset >= 0) survey.atUntil = offset;
        });
}

} // namespace playhead
