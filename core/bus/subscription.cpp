// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/subscription.h"

#include "bus/consumer.h"

#include <utility>

namespace playhead {

Subscription::Subscription(std::shared_ptr<Consumer> consumer) : m_consumer(std::move(consumer)) {}

Subscription::~Subscription()
{
    unsubscribe();
}

Subscription &Subscription::operator=(Subscription &&other) noexcept
{
    if (this != &other) {
        unsubscribe();
        m_consumer = std::move(other.m_consumer);
    }
    return *this;
}

void Subscription::unsubscribe()
{
    if (const auto consumer = std::exchange(m_consumer, nullptr)) consumer->close();
}

bool Subscription::isActive() const
{
    return m_consumer && !m_consumer->isClosed();
}

ParticipantId Subscription::consumer() const
{
    return m_consumer ? m_consumer->id() : ParticipantId();
}

void Subscription::setFaults(const Faults &faults)
{
    if (m_consumer) m_consumer->setFaults(faults);
}

Faults Subscription::faults() const
{
    return m_consumer ? m_consumer->faults() : Faults();
}

void Subscription::pause()
{
    if (m_consumer) m_consumer->setState(ConsumerState::Paused);
}

void Subscription::resume()
{
    if (m_consumer) m_consumer->setState(ConsumerState::Running);
}

void Subscription::crash()
{
    if (m_consumer) m_consumer->setState(ConsumerState::Crashed);
}

void Subscription::restart()
{
    resume();
}

ConsumerState Subscription::state() const
{
    return m_consumer ? m_consumer->state() : ConsumerState::Running;
}

DeliveryCounters Subscription::counters() const
{
    return m_consumer ? m_consumer->counters() : DeliveryCounters();
}

} // namespace playhead
