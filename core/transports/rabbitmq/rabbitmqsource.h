// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/rabbitmq/ackwatch.h"
#include "transports/rabbitmq/amqpconnection.h"
#include "transports/rabbitmq/brokerview.h"
#include "transports/rabbitmq/managementclient.h"
#include "transports/rabbitmq/messagebook.h"
#include "transports/rabbitmq/rabbitmqsettings.h"
#include "transports/rabbitmq/tapbindings.h"
#include "transports/sourceconnection.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace playhead {

/// Type of the event by which the log tells how a server is made up: its exchanges, queues and
/// bindings. Published by the source to itself, when it is attached and when it has changed by the
/// next connect. Data: see BrokerTopology::json.
inline constexpr std::string_view sourceTopologyType = "playhead.source.topology";

/// A RabbitMQ server that is looked at through a queue of our own, bound to exchanges, to the
/// firehose, or to both (see rabbitmqtransport.h). The queue is exclusive and deletes itself: it
/// goes with the connection, whatever ends that. What is published while there is no connection is
/// not seen; LiveSource says from when to when that was.
class RabbitMqSource : public SourceConnection
{
public:
    /// `name` is what the log calls it.
    RabbitMqSource(RabbitMqSettings settings, std::string name);

    Outcome connect(SourceFeed &feed, const std::stop_token &stop) override;
    Outcome serve(SourceFeed &feed, const std::stop_token &stop) override;
    void disconnect(SourceFeed &feed) override;

private:
    using Clock = std::chrono::steady_clock;

    AmqpOutcome prepare();
    void askManagement(SourceFeed &feed);
    void learnNames();
    void tellTopology(SourceFeed &feed);
    AmqpOutcome readSome(SourceFeed &feed);
    void readMessage(const amqp_envelope_t &envelope);
    AmqpOutcome handOn(SourceFeed &feed);
    AmqpOutcome lookAround(SourceFeed &feed);
    void tellNotes(SourceFeed &feed);

    const RabbitMqSettings m_settings;
    const std::string m_name;
    MessageBook m_book;
    TapBindings m_bindings;
    std::string m_toldTopology;
    bool m_wasLive = false;

    // Of this connection:
    std::unique_ptr<AmqpConnection> m_connection;
    std::unique_ptr<ManagementClient> m_management;
    std::optional<AckWatch> m_acks;
    std::optional<BrokerTopology> m_topology;
    std::string m_managementNote;
    std::string m_queue;
    std::vector<TapStep> m_steps;
    std::uint64_t m_messages = 0; ///< read, and not handed on yet
    std::uint64_t m_lastTag = 0;
    bool m_sawReport = false;
    Clock::time_point m_nextLook;
    Clock::time_point m_nextBind;
};

} // namespace playhead
