// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/subscription.h"

#include "bus/consumer.h"

#include <utility>

namespace playhead {

DeliveryCounters &DeliveryCounters::operator+=(const DeliveryCounters &other)
{
    for (const auto member :
         {&DeliveryCounters::delivered, &DeliveryCounters::acknowledged, &DeliveryCounters::failed,
          &DeliveryCounters::timedOut, &DeliveryCounters::retried, &DeliveryCounters::skipped,
          &DeliveryCounters::deadLettered, &DeliveryCounters::discarded,
          &DeliveryCounters::rejected, &DeliveryCounters::dropped, &DeliveryCounters::blocked,
          &DeliveryCounters::lost, &DeliveryCounters::duplicated, &DeliveryCounters::reordered})
        this->*member += other.*member;
    pending += other.pending;
    return *this;
}

SubscriptionHandle::SubscriptionHandle(std::shared_ptr<Consumer> consumer)
    : m_consumer(std::move(consumer))
{}

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

bool SubscriptionHandle::isActive() const
{
    return m_consumer && !m_consumer->isClosed();
}

ParticipantId SubscriptionHandle::consumer() const
{
    return m_consumer ? m_consumer->id() : ParticipantId();
}

std::string SubscriptionHandle::pattern() const
{
    return m_consumer ? m_consumer->pattern().text() : std::string();
}

void SubscriptionHandle::setFaults(const Faults &faults)
{
    if (m_consumer) m_consumer->setFaults(faults);
}

Faults SubscriptionHandle::faults() const
{
    return m_consumer ? m_consumer->faults() : Faults();
}

void SubscriptionHandle::setState(ConsumerState state)
{
    if (m_consumer) m_consumer->setState(state);
}

void SubscriptionHandle::pause()
{
    setState(ConsumerState::Paused);
}

void SubscriptionHandle::resume()
{
    setState(ConsumerState::Running);
}

void SubscriptionHandle::crash()
{
    setState(ConsumerState::Crashed);
}

void SubscriptionHandle::restart()
{
    resume();
}

ConsumerState SubscriptionHandle::state() const
{
    return m_consumer ? m_consumer->state() : ConsumerState::Running;
}

DeliveryCounters SubscriptionHandle::counters() const
{
    return m_consumer ? m_consumer->counters() : DeliveryCounters();
}

} // namespace playhead
