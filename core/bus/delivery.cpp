// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/delivery.h"

#include "bus/consumer.h"

#include <utility>

namespace playhead {

Outcome nack(std::string reason)
{
    Outcome outcome(Outcome::Kind::Nack);
    if (!reason.empty()) outcome.m_reason = std::make_shared<const std::string>(std::move(reason));
    return outcome;
}

bool Acknowledger::ack()
{
    const auto consumer = m_consumer.lock();
    return consumer && consumer->answer(m_token, playhead::ack());
}

bool Acknowledger::nack(std::string reason)
{
    const auto consumer = m_consumer.lock();
    return consumer && consumer->answer(m_token, playhead::nack(std::move(reason)));
}

std::string_view Delivery::channel() const
{
    return m_channel.text;
}

ParticipantId Delivery::channelId() const
{
    return m_channel.id;
}

Acknowledger Delivery::acknowledger() const
{
    if (m_token == 0) m_token = m_consumer.enter(m_event, m_channel, m_attempt);
    return {m_consumer.weak_from_this(), m_token};
}

} // namespace playhead
