// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/messageevents.h"
#include "transports/sourceconnection.h"

#include <string>
#include <unordered_map>
#include <vector>

#include <librdkafka/rdkafka.h>

namespace playhead {

// Extensions of an event that say where its record is. They name a place, and are not written
// where the event is published again; the key is, as the key of the new record.
inline constexpr std::string_view kafkaPartitionAttribute = "kafkapartition";
inline constexpr std::string_view kafkaOffsetAttribute = "kafkaoffset";
/// The key, as text. A key that is not UTF-8 is in `kafkakeybase64` instead, and its subject is
/// that text.
inline constexpr std::string_view kafkaKeyAttribute = "kafkakey";
inline constexpr std::string_view kafkaBinaryKeyAttribute = "kafkakeybase64";

/// Makes steps of records: each an observed publish from the event's source (where the record says
/// none: `<topic> producer`) to its topic, at the record's time. One thread.
class KafkaRecords
{
public:
    explicit KafkaRecords(MessageNaming naming) : m_events(std::move(naming)) {}

    [[nodiscard]] TapStep step(const rd_kafka_message_t &record, SourceFeed &feed);

    /// The time of a record, by its producer or its broker; empty: it has none.
    [[nodiscard]] static std::optional<Timestamp> timeOf(const rd_kafka_message_t &record);

private:
    struct Topic
    {
        std::string producer;
        ParticipantId channel;
    };
    void readHeaders(const rd_kafka_message_t &record);
    Topic &topicOf(const std::string &name, SourceFeed &feed);

    MessageEvents m_events;
    std::unordered_map<std::string, Topic> m_topics;
    std::vector<MessageHeader> m_headers; // of the record at hand
    std::string m_contentType;
    // The last sender: records of one source come in runs.
    std::string m_sender;
    ParticipantId m_senderId;
};

} // namespace playhead
