// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/rabbitmq/amqpconnection.h"
#include "transports/rabbitmq/brokerview.h"
#include "transports/rabbitmq/rabbitmqsettings.h"

#include <optional>
#include <string>
#include <vector>

namespace playhead {

/// What a queue of ours is bound to: the firehose, the exchanges that the person chose, and, beside
/// the firehose, those that queues give their dead letters to. One thread.
class TapBindings
{
public:
    explicit TapBindings(const RabbitMqSettings &settings) : m_settings(settings) {}

    /// Binds the queue to everything. An exchange that is not there is a fault, or, with
    /// `allowsMissing`, is left to again(): a program may not have made it yet.
    AmqpOutcome bind(AmqpConnection &connection, amqp_channel_t channel, const std::string &queue,
                     const std::optional<BrokerTopology> &topology, bool allowsMissing);
    /// Binds again what is not there or may have been removed and made anew. Cheap.
    AmqpOutcome again(AmqpConnection &connection, amqp_channel_t channel, const std::string &queue);

    /// Exchanges that were not there the last time, with commas between; empty: none.
    [[nodiscard]] std::string missing() const;

private:
    struct Exchange
    {
        std::string name;
        std::vector<std::string> patterns;
        bool isMissing = false;
    };
    AmqpOutcome bindOne(AmqpConnection &connection, amqp_channel_t channel,
                        const std::string &queue, Exchange &exchange, bool allowsMissing);
    void choose(const std::optional<BrokerTopology> &topology);

    const RabbitMqSettings &m_settings;
    std::vector<Exchange> m_exchanges;
};

} // namespace playhead
