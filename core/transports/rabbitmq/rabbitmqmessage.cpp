// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/rabbitmqmessage.h"

#include "formats/jsontext.h"
#include "transports/deadletters.h"
#include "transports/rabbitmq/amqpbytes.h"
#include "transports/rabbitmq/amqptable.h"

#include <algorithm>
#include <functional>
#include <span>

namespace playhead {
namespace {

constexpr std::string_view deliveryCountHeader = "x-delivery-count";

/// Headers in which the server keeps what happened to a message.
bool isServers(std::string_view header)
{
    return header == "x-death" || header == deliveryCountHeader
           || header.starts_with("x-first-death-") || header.starts_with("x-last-death-");
}

void readHeaders(const amqp_table_t &table, RabbitMqMessage &message)
{
    for (const auto &entry :
         std::span(table.entries, static_cast<std::size_t>(table.num_entries))) {
        const auto name = textOf(entry.key);
        if (!isServers(name))
            message.headers.emplace_back(std::string(name), plainText(entry.value));
    }
    message.deaths = deathsOf(table);
    message.deliveries = static_cast<std::uint64_t>(
        std::max<std::int64_t>(0, numberField(table, deliveryCountHeader).value_or(0)));
}

Timestamp timeOf(std::uint64_t seconds)
{
    constexpr auto last = std::uint64_t(INT64_MAX / nanosecondsPerSecond);
    return seconds <= last ? static_cast<std::int64_t>(seconds) * nanosecondsPerSecond : 0;
}

void mix(std::uint64_t &hash, std::string_view text)
{
    hash ^= std::hash<std::string_view>()(text) + 0x9e3779b97f4a7c15U + (hash << 6U) + (hash >> 2U);
}

bool isCloudEvent(const RabbitMqMessage &message)
{
    return message.contentType.starts_with("application/cloudevents")
           || std::ranges::any_of(message.headers, [](const MessageHeader &header) {
                  return header.first.ends_with("specversion");
              });
}

} // namespace

RabbitMqMessage RabbitMqMessage::received(const amqp_envelope_t &envelope)
{
    const auto &properties = envelope.message.properties;
    const auto said = [&](amqp_flags_t flag) { return (properties._flags & flag) != 0; };
    const auto text = [&](amqp_flags_t flag, const amqp_bytes_t &bytes) {
        return said(flag) ? textOf(bytes) : std::string_view();
    };
    RabbitMqMessage message;
    message.exchange = textOf(envelope.exchange);
    message.routingKey = textOf(envelope.routing_key);
    message.body = textOf(envelope.message.body);
    message.contentType = text(AMQP_BASIC_CONTENT_TYPE_FLAG, properties.content_type);
    message.messageId = text(AMQP_BASIC_MESSAGE_ID_FLAG, properties.message_id);
    message.correlationId = text(AMQP_BASIC_CORRELATION_ID_FLAG, properties.correlation_id);
    message.appId = text(AMQP_BASIC_APP_ID_FLAG, properties.app_id);
    message.userId = text(AMQP_BASIC_USER_ID_FLAG, properties.user_id);
    if (said(AMQP_BASIC_TIMESTAMP_FLAG)) message.time = timeOf(properties.timestamp);
    if (said(AMQP_BASIC_HEADERS_FLAG)) readHeaders(properties.headers, message);
    if (const auto type = text(AMQP_BASIC_TYPE_FLAG, properties.type); !type.empty())
        message.headers.emplace_back("type", std::string(type));
    return message;
}

RabbitMqMessage RabbitMqMessage::reported(const amqp_table_t &headers, amqp_bytes_t body)
{
    const auto properties = tableField(headers, "properties");
    RabbitMqMessage message;
    message.exchange = textField(headers, "exchange_name");
    if (const auto keys = textsField(headers, "routing_keys"); !keys.empty())
        message.routingKey = keys.front();
    message.body = textOf(body);
    message.contentType = textField(properties, "content_type");
    message.messageId = textField(properties, "message_id");
    message.correlationId = textField(properties, "correlation_id");
    message.appId = textField(properties, "app_id");
    message.userId = textField(properties, "user_id");
    if (const auto time = numberField(properties, "timestamp"); time && *time > 0)
        message.time = timeOf(static_cast<std::uint64_t>(*time));
    readHeaders(tableField(properties, "headers"), message);
    if (const auto type = textField(properties, "type"); !type.empty())
        message.headers.emplace_back("type", std::string(type));
    return message;
}

std::uint64_t RabbitMqMessage::fingerprint() const
{
    std::uint64_t hash = messageId.size();
    mix(hash, messageId);
    if (!messageId.empty()) return hash;
    mix(hash, body);
    mix(hash, contentType);
    mix(hash, correlationId);
    for (const auto &[name, value] : headers) {
        if (name.ends_with(redrivenAttribute)) continue;
        mix(hash, name);
        mix(hash, value);
    }
    return hash;
}

Event readEvent(MessageEvents &events, const RabbitMqMessage &message, std::string_view id,
                std::string_view source)
{
    BrokerMessage broker;
    broker.body = message.body;
    broker.contentType = message.contentType;
    broker.headers = message.headers;
    broker.id = message.messageId.empty() ? id : message.messageId;
    broker.channel = message.routingKey.empty() ? message.exchange : message.routingKey;
    broker.source = source;
    broker.correlation = message.correlationId;
    broker.time = message.time != 0 ? message.time : currentTime();
    auto event = events.read(broker);
    // What a body calls its id is rather that of an entity.
    if (!message.messageId.empty() && !isCloudEvent(message)) event.id = message.messageId;
    const auto &key = message.routingKey;
    if (!key.empty() && key != event.type
        && std::ranges::find(event.extensions, routingKeyAttribute, &Extension::first)
               == event.extensions.end()) {
        std::string json;
        appendJsonString(json, key);
        event.extensions.emplace_back(routingKeyAttribute, std::move(json));
    }
    return event;
}

} // namespace playhead
