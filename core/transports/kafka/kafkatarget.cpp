// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkatarget.h"

#include "formats/base64.h"
#include "transports/eventheaders.h"
#include "transports/kafka/kafkarecords.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::string_view channelMark = "{channel}";
constexpr int surveyMilliseconds = 3000;
constexpr int waitMilliseconds = 100;

std::string topicFor(std::string_view path, std::string_view channel)
{
    if (path.empty()) return std::string(channel);
    std::string topic(path);
    for (auto at = topic.find(channelMark); at != std::string::npos;
         at = topic.find(channelMark, at + channel.size()))
        topic.replace(at, channelMark.size(), channel);
    return topic;
}

constexpr std::array<std::string_view, 4> placeAttributes = {
    kafkaPartitionAttribute, kafkaOffsetAttribute, kafkaKeyAttribute, kafkaBinaryKeyAttribute};

/// The event without what says where its record was.
Event withoutPlace(const Event &event)
{
    auto copy = event;
    std::erase_if(copy.extensions, [](const Extension &extension) {
        return std::ranges::find(placeAttributes, extension.first) != placeAttributes.end();
    });
    return copy;
}

std::string keyOf(const Event &event)
{
    for (const auto &[name, value] : event.extensions) {
        if (name == kafkaKeyAttribute) return plainExtension(value);
        if (name == kafkaBinaryKeyAttribute)
            return base64Decoded(plainExtension(value)).value_or(std::string());
    }
    return event.subject;
}

using HeadersPtr = std::unique_ptr<rd_kafka_headers_t, KafkaEnd<rd_kafka_headers_destroy>>;

HeadersPtr headersOf(const Event &event)
{
    const auto list = eventHeaders(withoutPlace(event), "ce_");
    HeadersPtr headers(rd_kafka_headers_new(list.size() + 1));
    const auto add = [&](std::string_view name, std::string_view value) {
        rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()),
                            value.data(), static_cast<ssize_t>(value.size()));
    };
    for (const auto &[name, value] : list)
        add(name, value);
    if (const auto type = eventContentType(event); !type.empty()) add("content-type", type);
    return headers;
}

} // namespace

KafkaTarget::KafkaTarget(KafkaSettings settings, std::string path)
    : m_settings(std::move(settings)), m_path(std::move(path))
{}

KafkaTarget::~KafkaTarget()
{
    // Else the producer would go on trying to deliver these before it ends.
    if (m_client)
        rd_kafka_purge(m_client->handle(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
}

Result<void> KafkaTarget::connect()
{
    auto client = KafkaClient::create(
        RD_KAFKA_PRODUCER,
        m_settings.with({{"enable.idempotence", "true"}, {"reconnect.backoff.max.ms", "1000"}}));
    if (!client) return tl::unexpected(client.error());
    m_client = std::move(*client);
    m_client->onDelivered(&KafkaTarget::takeReport, this);
    auto topics = surveyTopics(m_client->handle(), surveyMilliseconds);
    if (!topics) {
        m_client->look();
        const auto &reason = m_client->reason();
        return failure(fmt::format("No Kafka server answers at {}: {}. Is it running, and are "
                                   "address, user and password right?",
                                   m_settings.servers,
                                   reason.empty() ? topics.error().message : reason));
    }
    m_topics = std::move(*topics);
    const bool isOneTopic = !m_path.empty() && m_path.find(channelMark) == std::string::npos;
    return isOneTopic ? checkTopic(m_path) : Result<void>();
}

Result<void> KafkaTarget::checkTopic(const std::string &topic)
{
    if (m_topics.contains(topic)) return {};
    if (auto topics = surveyTopics(m_client->handle(), surveyMilliseconds))
        m_topics = std::move(*topics);
    if (m_topics.contains(topic)) return {};
    return failure(fmt::format("There is no topic '{}' at {}, or it may not be seen. Make it "
                               "first: Playhead makes none.",
                               topic, m_settings.servers));
}

Result<void> KafkaTarget::publish(const Event &event, std::string_view channel,
                                  const std::stop_token &stop)
{
    if (!m_client)
        if (const auto connected = connect(); !connected) return connected;
    const auto topic = topicFor(m_path, channel);
    if (const auto there = checkTopic(topic); !there) return there;
    if (const auto sent = send(event, topic, stop); !sent) return sent;
    m_client->look();
    return takeRefusals();
}

Result<void> KafkaTarget::send(const Event &event, const std::string &topic,
                               const std::stop_token &stop)
{
    const auto key = keyOf(event);
    auto headers = headersOf(event);
    for (;;) {
        const auto error = rd_kafka_producev(
            m_client->handle(), RD_KAFKA_V_TOPIC(topic.c_str()),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_KEY(key.empty() ? nullptr : key.data(), key.size()),
            RD_KAFKA_V_VALUE(const_cast<char *>(event.encoding == DataEncoding::None
                                                    ? nullptr
                                                    : event.data.data()),
                             event.data.size()),
            RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_END);
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
            static_cast<void>(headers.release()); // the message owns them now
            return {};
        }
        if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL)
            return failure(fmt::format("Event {} cannot be published to {} at {}: {}.", event.id,
                                       topic, m_settings.servers, rd_kafka_err2str(error)));
        if (stop.stop_requested())
            return failure(fmt::format("Publishing to {} was stopped.", m_settings.servers));
        m_client->look(waitMilliseconds);
    }
}

void KafkaTarget::takeReport(const rd_kafka_message_t &message, void *self)
{
    auto &target = *static_cast<KafkaTarget *>(self);
    if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        ++target.m_confirmed;
        return;
    }
    if (target.m_refused++ == 0) target.m_refusal = rd_kafka_err2str(message.err);
}

Result<void> KafkaTarget::takeRefusals()
{
    if (m_refused == 0) return {};
    return failure(fmt::format("{} events were not taken by {}: {}.", std::exchange(m_refused, 0),
                               m_settings.servers, m_refusal));
}

Result<void> KafkaTarget::flush(const std::stop_token &stop)
{
    if (!m_client) return {};
    while (rd_kafka_outq_len(m_client->handle()) > 0 && !stop.stop_requested())
        rd_kafka_flush(m_client->handle(), waitMilliseconds);
    m_client->look();
    return takeRefusals();
}

} // namespace playhead
