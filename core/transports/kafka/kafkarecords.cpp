// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkarecords.h"

#include "formats/base64.h"
#include "formats/jsontext.h"

#include <algorithm>
#include <cctype>
#include <memory>

#include <fmt/format.h>

namespace playhead {
namespace {

std::string_view bytes(const void *data, std::size_t size)
{
    return data ? std::string_view(static_cast<const char *>(data), size) : std::string_view();
}

bool isContentType(std::string_view header)
{
    return std::ranges::equal(header, std::string_view("content-type"), {},
                              [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
}

void setExtension(Event &event, std::string_view name, std::string json)
{
    // Of an event that was published again, the place where it was before.
    std::erase_if(event.extensions,
                  [&](const Extension &extension) { return extension.first == name; });
    event.extensions.emplace_back(name, std::move(json));
}

} // namespace

std::optional<Timestamp> KafkaRecords::timeOf(const rd_kafka_message_t &record)
{
    auto kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    const auto milliseconds = rd_kafka_message_timestamp(&record, &kind);
    if (kind == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || milliseconds < 0) return std::nullopt;
    // A producer may write anything; what lies past our clock would be before it.
    constexpr auto latest = std::numeric_limits<Timestamp>::max() / nanosecondsPerMillisecond;
    return std::min<std::int64_t>(milliseconds, latest) * nanosecondsPerMillisecond;
}

void KafkaRecords::readHeaders(const rd_kafka_message_t &record)
{
    m_headers.clear();
    m_contentType.clear();
    rd_kafka_headers_t *headers = nullptr;
    if (rd_kafka_message_headers(&record, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
    const char *name = nullptr;
    const void *value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i) {
        if (isContentType(name))
            m_contentType = bytes(value, size);
        else
            m_headers.emplace_back(name, bytes(value, size));
    }
}

KafkaRecords::Topic &KafkaRecords::topicOf(const std::string &name, SourceFeed &feed)
{
    const auto [entry, isNew] = m_topics.try_emplace(name);
    if (isNew)
        entry->second = {fmt::format("{} producer", name), feed.participant(name, Role::Channel)};
    return entry->second;
}

TapStep KafkaRecords::step(const rd_kafka_message_t &record, SourceFeed &feed)
{
    const std::string topicName = rd_kafka_topic_name(record.rkt);
    const auto &topic = topicOf(topicName, feed);
    readHeaders(record);

    const auto key = bytes(record.key, record.key_len);
    const bool isTextKey = simdjson::validate_utf8(key);
    const auto shownKey = isTextKey ? std::string(key) : base64Encoded(key);
    const auto id = fmt::format("{}/{}/{}", topicName, record.partition, record.offset);
    const auto time = timeOf(record).value_or(currentTime());
    BrokerMessage message;
    message.body = bytes(record.payload, record.len);
    message.contentType = m_contentType;
    message.headers = m_headers;
    message.id = id;
    message.key = shownKey;
    message.channel = topicName;
    message.source = topic.producer;
    message.time = time;

    auto event = std::make_shared<Event>(m_events.read(message));
    setExtension(*event, kafkaPartitionAttribute, fmt::format("{}", record.partition));
    setExtension(*event, kafkaOffsetAttribute, fmt::format("{}", record.offset));
    if (record.key) {
        std::string json;
        appendJsonString(json, shownKey);
        setExtension(*event, isTextKey ? kafkaKeyAttribute : kafkaBinaryKeyAttribute,
                     std::move(json));
    }
    if (event->source != m_sender || !m_senderId) {
        m_sender = event->source;
        m_senderId = feed.participant(m_sender, Role::Producer);
    }
    TapStep step;
    step.time = time;
    step.event = std::move(event);
    step.sender = m_senderId;
    step.receiver = topic.channel;
    return step;
}

} // namespace playhead
