// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/participantnames.h"

#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

/// More names and connections than a log has participants are not remembered.
constexpr std::size_t mostRemembered = 65535;
/// Every client that waits for an answer has a queue of this name with a number.
constexpr std::string_view replyQueue = "amq.rabbitmq.reply-to";

/// `10.0.0.7` of `10.0.0.7:48212 -> 10.0.0.1:5672`.
std::string_view peerHost(std::string_view connection)
{
    const auto peer = connection.substr(0, connection.find(" -> "));
    return peer.substr(0, peer.rfind(':'));
}

} // namespace

void ParticipantNames::begin(SourceFeed &feed)
{
    m_feed = &feed;
    m_isAnyUnknown = false;
    m_connections.clear();
    m_consumers.clear();
}

void ParticipantNames::learn(const std::unordered_map<std::string, std::string> &connections)
{
    for (const auto &[connection, name] : connections) {
        auto &known = m_connections[connection];
        if (!name.empty()) known = name;
    }
    m_isAnyUnknown = false;
}

ParticipantId ParticipantNames::named(std::string_view name, Kind kind, Role role)
{
    if (m_kinds.size() > mostRemembered) m_kinds.clear();
    const auto [place, isNew] = m_kinds.try_emplace(std::string(name), kind);
    if (place->second == kind) return m_feed->participant(name, role);
    constexpr std::string_view words[] = {"exchange", "queue", "program"};
    return m_feed->participant(
        fmt::format("{} ({})", name, words[static_cast<std::size_t>(kind)]), role);
}

ParticipantId ParticipantNames::exchange(std::string_view name)
{
    return named(name, Kind::Exchange, Role::Channel);
}

ParticipantId ParticipantNames::queue(std::string_view name)
{
    return named(name.starts_with(replyQueue) ? replyQueue : name, Kind::Queue, Role::Channel);
}

ParticipantId ParticipantNames::published(const RabbitMqMessage &message)
{
    return message.exchange.empty() ? queue(message.routingKey) : exchange(message.exchange);
}

std::string &ParticipantNames::connectionName(std::string_view connection)
{
    if (m_connections.size() > mostRemembered) m_connections.clear();
    const auto [place, isNew] = m_connections.try_emplace(std::string(connection));
    m_isAnyUnknown |= isNew;
    return place->second;
}

std::string ParticipantNames::producerName(const RabbitMqMessage &message,
                                           const ReportedConnection &connection)
{
    if (!message.appId.empty()) {
        if (!connection.name.empty()) {
            auto &name = connectionName(connection.name);
            if (name.empty()) name = message.appId;
        }
        return std::string(message.appId);
    }
    if (!connection.name.empty()) {
        if (const auto &name = connectionName(connection.name); !name.empty()) return name;
        return fmt::format("{}@{}", connection.user, peerHost(connection.name));
    }
    if (!message.userId.empty()) return std::string(message.userId);
    return fmt::format("{} producer",
                       message.exchange.empty() ? message.routingKey : message.exchange);
}

ParticipantId ParticipantNames::producer(const RabbitMqMessage &message, const Event &event)
{
    return named(message.appId.empty() ? std::string_view(event.source) : message.appId,
                 Kind::Program, Role::Producer);
}

ParticipantId ParticipantNames::consumer(std::string_view queue,
                                         const ReportedConnection &connection)
{
    if (m_consumers.size() > mostRemembered) m_consumers.clear();
    if (m_lastConsumers.size() > mostRemembered) m_lastConsumers.clear();
    auto &name = m_consumers[fmt::format("{} {}", connection.name, queue)];
    auto &last = m_lastConsumers[std::string(queue)];
    if (name.empty()) {
        name = connectionName(connection.name);
        if (name.empty()) name = last;
        if (name.empty()) name = fmt::format("{} consumer", queue);
    }
    last = name;
    return named(name, Kind::Program, Role::Consumer);
}

} // namespace playhead
