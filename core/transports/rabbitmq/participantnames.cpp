// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/participantnames.h"

#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr Duration betweenLookUps = 1 * nanosecondsPerSecond;
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

void ParticipantNames::begin(SourceFeed &feed, LookUp lookUp)
{
    m_feed = &feed;
    m_lookUp = std::move(lookUp);
    m_lookedUp = 0;
    m_connections.clear();
    m_consumers.clear();
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

const std::string &ParticipantNames::connectionName(std::string_view connection)
{
    std::string key(connection);
    if (m_connections.size() > mostRemembered) m_connections.clear();
    if (!m_connections.contains(key) && m_lookUp) {
        const auto now = currentTime();
        if (now - m_lookedUp >= betweenLookUps) {
            m_lookedUp = now;
            for (auto &[known, name] : m_lookUp())
                m_connections.try_emplace(known, std::move(name));
        }
    }
    if (!m_lookUp) return m_connections[std::move(key)];
    static const std::string none;
    const auto found = m_connections.find(key);
    return found != m_connections.end() ? found->second : none;
}

std::string ParticipantNames::producerName(const RabbitMqMessage &message,
                                           const ReportedConnection &connection)
{
    if (!message.appId.empty()) {
        if (!connection.name.empty()) {
            auto &name = m_connections[std::string(connection.name)];
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
    auto &consumers = m_consumers[std::string(queue)];
    if (consumers.size() > mostRemembered) consumers.clear();
    auto &name = consumers[std::string(connection.name)];
    if (name.empty()) { // stays the same as long as the connection
        name = connectionName(connection.name);
        if (name.empty())
            name = consumers.size() == 1 ? fmt::format("{} consumer", queue)
                                         : fmt::format("{} consumer {}", queue, consumers.size());
    }
    return named(name, Kind::Program, Role::Consumer);
}

} // namespace playhead
