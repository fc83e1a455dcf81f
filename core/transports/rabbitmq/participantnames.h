// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "transports/rabbitmq/rabbitmqmessage.h"
#include "transports/sourceconnection.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace playhead {

/// A connection as the firehose reports it.
struct ReportedConnection
{
    std::string_view name; ///< `10.0.0.7:48212 -> 10.0.0.1:5672`; empty: not said
    std::string_view user;
};

/// What the participants of a RabbitMQ server are called. One thread.
///
/// - Channels: by the name of the exchange or queue. What is published to the default exchange is
///   published to its queue.
/// - Producers: by the `app_id` of their messages, the source that a CloudEvent names, or the name
///   that they gave their connection, whichever comes first; otherwise `USER@HOST`, or where only an
///   exchange is known `EXCHANGE producer`.
/// - Consumers: by what is known of their connection when it is first seen to take something from
///   a queue, and so for as long as it lasts; otherwise as the last consumer of that queue, or
///   `QUEUE consumer`: those who share a queue without a name are one.
///
/// Names of connections are known to the management interface, of new ones after some seconds.
/// Where two of different kinds have one name, the later one has its kind added: `billing
/// (program)`.
class ParticipantNames
{
public:
    /// Participants go into `feed` from now on. What was known of connections is forgotten: they
    /// are others now.
    void begin(SourceFeed &feed);
    /// The names that programs gave their connections, by connection; empty: they gave none.
    void learn(const std::unordered_map<std::string, std::string> &connections);
    /// Whether connections were seen that learn() has not told of.
    [[nodiscard]] bool isAnyUnknown() const { return m_isAnyUnknown; }

    ParticipantId exchange(std::string_view name);
    ParticipantId queue(std::string_view name);
    /// Where a message was published: its exchange, or its queue.
    ParticipantId published(const RabbitMqMessage &message);

    /// Who sent a message that does not say so itself.
    std::string producerName(const RabbitMqMessage &message, const ReportedConnection &connection);
    ParticipantId producer(const RabbitMqMessage &message, const Event &event);
    ParticipantId consumer(std::string_view queue, const ReportedConnection &connection);

private:
    enum class Kind : std::uint8_t { Exchange, Queue, Program };
    ParticipantId named(std::string_view name, Kind kind, Role role);
    std::string &connectionName(std::string_view connection);

    SourceFeed *m_feed = nullptr;
    bool m_isAnyUnknown = false;
    std::unordered_map<std::string, Kind> m_kinds;
    std::unordered_map<std::string, std::string> m_connections; ///< names; empty: none is known
    std::unordered_map<std::string, std::string> m_consumers;   ///< names, by queue and connection
    std::unordered_map<std::string, std::string> m_lastConsumers; ///< names, by queue
};

} // namespace playhead
