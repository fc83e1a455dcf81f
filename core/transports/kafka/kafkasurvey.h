// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "model/timestamp.h"
#include "transports/kafka/kafkaplace.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <librdkafka/rdkafka.h>

namespace playhead {

/// How many partitions a topic has, by its name.
using KafkaTopicSizes = std::map<std::string, std::int32_t>;

/// What is asked about one partition, and the answer.
struct KafkaPartitionSurvey
{
    std::string topic;
    std::int32_t partition = 0;
    std::optional<Timestamp> time;  ///< for bounds.atTime
    std::optional<Timestamp> until; ///< another, for atUntil
    KafkaBounds bounds;
    std::optional<std::int64_t> atUntil; ///< as bounds.atTime
    std::string error;                   ///< why there is no answer; empty: there is one
};

/// The topics of the cluster that can be seen. Asks for all of them, never by name: a server that
/// makes topics when they are asked for makes none. Any thread; waits for the server.
[[nodiscard]] Result<KafkaTopicSizes> surveyTopics(rd_kafka_t *handle, int waitMilliseconds);

/// Asks the leaders of the partitions where these begin and end, and for the offsets of their
/// times: up to four requests a broker, not a partition. Any thread; waits for the servers, up to
/// four times `waitMilliseconds`. Fails where none answers.
[[nodiscard]] Result<void> surveyPartitions(rd_kafka_t *handle,
                                            std::vector<KafkaPartitionSurvey> &partitions,
                                            int waitMilliseconds);

} // namespace playhead
