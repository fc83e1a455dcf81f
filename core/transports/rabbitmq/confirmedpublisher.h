// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/rabbitmq/amqpconnection.h"

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace playhead {

/// Publishes on a channel of its own and follows what the server confirms. Every message is
/// mandatory: one that no queue takes comes back and counts as refused. One thread.
class ConfirmedPublisher
{
public:
    /// The channel must not be used for anything else: confirms disturb who consumes.
    ConfirmedPublisher(AmqpConnection &connection, amqp_channel_t channel)
        : m_connection(connection), m_channel(channel)
    {}

    /// Opens the channel.
    AmqpOutcome open();
    AmqpOutcome publish(std::string_view exchange, std::string_view routingKey,
                        const amqp_basic_properties_t &properties, std::string_view body);
    /// Takes what the server has said; waits for the first of it. A fault that closed the channel
    /// leaves what was not confirmed by then refused, and the channel open anew.
    AmqpOutcome listen(std::chrono::milliseconds longest);

    [[nodiscard]] std::size_t pending() const { return m_pending.size(); }
    [[nodiscard]] std::uint64_t confirmed() const { return m_confirmed; }
    [[nodiscard]] std::uint64_t refused() const { return m_refused; }
    /// Why the last one was refused.
    [[nodiscard]] const std::string &refusal() const { return m_refusal; }

private:
    AmqpOutcome handle(const amqp_frame_t &frame);
    void settle(std::uint64_t tag, bool allBefore, bool isGood);

    AmqpConnection &m_connection;
    amqp_channel_t m_channel;
    std::uint64_t m_next = 1;
    std::set<std::uint64_t> m_pending; ///< by the number of the confirm; they come in any order
    std::uint64_t m_confirmed = 0;
    std::uint64_t m_refused = 0;
    std::uint64_t m_returned = 0; ///< came back; their confirms follow
    std::string m_refusal;
};

} // namespace playhead
