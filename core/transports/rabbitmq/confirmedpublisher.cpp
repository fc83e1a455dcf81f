// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/confirmedpublisher.h"

#include "transports/rabbitmq/amqpbytes.h"

#include <algorithm>

#include <fmt/format.h>

namespace playhead {

AmqpOutcome ConfirmedPublisher::open()
{
    if (auto fault = m_connection.openChannel(m_channel)) return fault;
    m_next = 1;
    amqp_confirm_select(m_connection.state(), m_channel);
    return m_connection.checkAnswer(m_channel, "ask for confirms");
}

AmqpOutcome ConfirmedPublisher::publish(std::string_view exchange, std::string_view routingKey,
                                        const amqp_basic_properties_t &properties,
                                        std::string_view body)
{
    constexpr int mandatory = 1;
    constexpr int immediate = 0;
    const auto status =
        amqp_basic_publish(m_connection.state(), m_channel, bytesOf(exchange), bytesOf(routingKey),
                           mandatory, immediate, &properties, bytesOf(body));
    if (status == AMQP_STATUS_OK) m_pending.insert(m_next++);
    return m_connection.checkSent(status, "publish");
}

AmqpOutcome ConfirmedPublisher::listen(std::chrono::milliseconds longest)
{
    amqp_frame_t frame{};
    while (true) {
        auto got = m_connection.nextFrame(frame, longest);
        if (!got) {
            auto fault = std::move(got.error());
            m_refused += m_pending.size();
            m_refusal = fault.message;
            m_pending.clear();
            m_returned = 0;
            if (!fault.closedChannel) return fault;
            return open();
        }
        if (!*got) break;
        if (auto fault = handle(frame)) return fault;
        longest = std::chrono::milliseconds(0);
    }
    m_connection.releaseMemory();
    return {};
}

AmqpOutcome ConfirmedPublisher::handle(const amqp_frame_t &frame)
{
    if (frame.frame_type != AMQP_FRAME_METHOD || frame.channel != m_channel) return {};
    const auto &method = frame.payload.method;
    if (method.id == AMQP_BASIC_ACK_METHOD) {
        const auto &ack = *static_cast<const amqp_basic_ack_t *>(method.decoded);
        settle(ack.delivery_tag, ack.multiple, true);
    } else if (method.id == AMQP_BASIC_NACK_METHOD) {
        const auto &nack = *static_cast<const amqp_basic_nack_t *>(method.decoded);
        m_refusal = "the server could not keep it";
        settle(nack.delivery_tag, nack.multiple, false);
    } else if (method.id == AMQP_BASIC_RETURN_METHOD) {
        const auto &back = *static_cast<const amqp_basic_return_t *>(method.decoded);
        const auto exchange = textOf(back.exchange);
        m_refusal =
            exchange.empty()
                ? fmt::format("there is no queue {}", textOf(back.routing_key))
                : fmt::format("no queue is bound to {} for {}", exchange, textOf(back.routing_key));
        ++m_returned;
        return m_connection.skipMessage(m_channel);
    }
    return {};
}

void ConfirmedPublisher::settle(std::uint64_t tag, bool allBefore, bool isGood)
{
    const auto first = allBefore ? m_pending.begin() : m_pending.find(tag);
    const auto last = m_pending.upper_bound(tag);
    if (first == m_pending.end()) return;
    const auto count = static_cast<std::uint64_t>(std::distance(first, last));
    m_pending.erase(first, last);
    if (!isGood) {
        m_refused += count;
        return;
    }
    // What came back is confirmed, too, and comes back before.
    const auto returned = std::min(count, m_returned);
    m_returned -= returned;
    m_refused += returned;
    m_confirmed += count - returned;
}

} // namespace playhead
