// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/rabbitmq/ackinference.h"
#include "transports/rabbitmq/amqpconnection.h"
#include "transports/rabbitmq/managementclient.h"

#include <vector>

namespace playhead {

/// Asks the server how its queues get on, and adds the acknowledgements that this shows: by the
/// management interface where there is one, else by what AMQP tells of a queue. Asks about queues
/// with open deliveries only.
///
/// A fault is one of the connection; a management interface that does not answer is one for
/// `managementFailed`.
class AckWatch
{
public:
    AckWatch(AckInference &acks, AmqpConnection &connection, amqp_channel_t channel,
             ManagementClient *management)
        : m_acks(acks), m_connection(connection), m_channel(channel), m_management(management)
    {}

    AmqpOutcome look(std::vector<TapStep> &steps);
    [[nodiscard]] const std::string &managementFailed() const { return m_managementFailed; }

private:
    Result<void> count(std::vector<TapStep> &steps);
    AmqpOutcome guess(std::vector<TapStep> &steps);

    AckInference &m_acks;
    AmqpConnection &m_connection;
    amqp_channel_t m_channel;
    ManagementClient *m_management; ///< null: there is none
    std::string m_managementFailed;
};

} // namespace playhead
