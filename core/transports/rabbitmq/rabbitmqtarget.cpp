// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/rabbitmqtarget.h"

#include "transports/eventheaders.h"
#include "transports/rabbitmq/amqpbytes.h"
#include "transports/rabbitmq/rabbitmqmessage.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr amqp_channel_t publishingChannel = 1;
constexpr amqp_channel_t askingChannel = 2;
constexpr std::string_view channelWord = "{channel}";
constexpr std::string_view headerPrefix = "cloudEvents:";
constexpr std::chrono::milliseconds longestWait(100);
constexpr std::uint8_t persistent = 2;

std::string withChannel(std::string text, std::string_view channel)
{
    for (auto at = text.find(channelWord); at != std::string::npos;
         at = text.find(channelWord, at + channel.size()))
        text.replace(at, channelWord.size(), channel);
    return text;
}

} // namespace

RabbitMqTarget::RabbitMqTarget(RabbitMqSettings settings) : m_settings(std::move(settings)) {}

Result<void> RabbitMqTarget::connect()
{
    m_confirmedBefore = confirmed();
    m_told = 0;
    m_publisher.reset();
    auto opened = AmqpConnection::open(m_settings, "Playhead, publishing");
    if (!opened) return failure(opened.error().message);
    m_connection = std::move(*opened);
    const auto exchange = exchangeFor(channelWord);
    if (!exchange.empty() && exchange.find(channelWord) == std::string::npos) {
        auto fault = m_connection->openChannel(askingChannel);
        if (!fault) fault = m_connection->findExchange(askingChannel, exchange);
        if (fault) return failure(fault->message);
    }
    auto publisher = std::make_unique<ConfirmedPublisher>(*m_connection, publishingChannel);
    if (const auto fault = publisher->open()) return failure(fault->message);
    m_publisher = std::move(publisher);
    return {};
}

std::string RabbitMqTarget::exchangeFor(std::string_view channel) const
{
    return m_settings.exchanges.empty() ? std::string()
                                        : withChannel(m_settings.exchanges.front(), channel);
}

std::string RabbitMqTarget::routingKeyFor(const Event &event, std::string_view channel) const
{
    if (!m_settings.routing.empty()) return withChannel(m_settings.routing, channel);
    const auto kept =
        std::ranges::find(event.extensions, routingKeyAttribute, &Extension::first);
    return kept != event.extensions.end() ? plainExtension(kept->second) : event.type;
}

AmqpOutcome RabbitMqTarget::send(const Event &event, std::string_view channel)
{
    const auto headers = eventHeaders(event, headerPrefix);
    std::vector<amqp_table_entry_t> entries;
    entries.reserve(headers.size());
    for (const auto &[name, value] : headers) {
        auto &entry = entries.emplace_back();
        entry.key = bytesOf(name);
        entry.value.kind = AMQP_FIELD_KIND_UTF8;
        entry.value.value.bytes = bytesOf(value);
    }
    amqp_basic_properties_t properties{};
    properties._flags = AMQP_BASIC_HEADERS_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG;
    properties.headers = {static_cast<int>(entries.size()), entries.data()};
    properties.delivery_mode = persistent;
    const auto say = [&](amqp_bytes_t &property, amqp_flags_t flag, std::string_view text) {
        constexpr std::size_t longest = 255; // of a short string
        if (text.empty() || text.size() > longest) return;
        property = bytesOf(text);
        properties._flags |= flag;
    };
    say(properties.content_type, AMQP_BASIC_CONTENT_TYPE_FLAG, eventContentType(event));
    say(properties.message_id, AMQP_BASIC_MESSAGE_ID_FLAG, event.id);
    say(properties.correlation_id, AMQP_BASIC_CORRELATION_ID_FLAG, event.correlation);
    return m_publisher->publish(exchangeFor(channel), routingKeyFor(event, channel), properties,
                                event.data);
}

Result<void> RabbitMqTarget::publish(const Event &event, std::string_view channel,
                                     const std::stop_token &stop)
{
    if (!m_publisher)
        return failure(fmt::format("There is no connection to {}.", m_settings.address()));
    if (auto room = waitUntil(mostPending - 1, stop); !room) return room;
    if (stop.stop_requested()) return {};
    auto fault = send(event, channel);
    if (!fault) fault = m_publisher->listen(std::chrono::milliseconds(0));
    if (fault) {
        m_confirmedBefore = confirmed();
        m_publisher.reset();
        return failure(fault->message);
    }
    return {};
}

Result<void> RabbitMqTarget::waitUntil(std::size_t pending, const std::stop_token &stop)
{
    while (m_publisher && m_publisher->pending() > pending && !stop.stop_requested()) {
        if (const auto fault = m_publisher->listen(longestWait)) {
            m_confirmedBefore = confirmed();
            m_publisher.reset();
            return failure(fault->message);
        }
    }
    return {};
}

Result<void> RabbitMqTarget::flush(const std::stop_token &stop)
{
    if (auto waited = waitUntil(0, stop); !waited) return waited;
    if (!m_publisher) return {};
    const auto refused = m_publisher->refused() - std::exchange(m_told, m_publisher->refused());
    if (refused == 0) return {};
    return failure(fmt::format("{} of the events published to {} reached nobody: {}.", refused,
                               m_settings.text, m_publisher->refusal()));
}

std::uint64_t RabbitMqTarget::confirmed() const
{
    return m_confirmedBefore + (m_publisher ? m_publisher->confirmed() : 0);
}

} // namespace playhead
