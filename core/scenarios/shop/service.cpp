// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/shop/service.h"

#include <algorithm>
#include <utility>

namespace playhead::shop {

Service::Service(System &system, std::string_view name)
    : m_system(system), m_name(name), m_id(system.m_bus.participant(name))
{}

void Service::setFaults(const Faults &faults)
{
    for (auto &subscription : m_subscriptions)
        subscription.setFaults(faults);
}

void Service::setCrashed(bool crashed)
{
    for (auto &subscription : m_subscriptions)
        System::setCrashed(subscription, crashed);
}

bool Service::isCrashed() const
{
    return std::ranges::any_of(m_subscriptions, [](const Subscription &subscription) {
        return subscription.state() == ConsumerState::Crashed;
    });
}

void Service::setPaused(bool paused)
{
    for (auto &subscription : m_subscriptions)
        System::setPaused(subscription, paused);
}

void Service::listen(std::string_view channels, std::string deadLetters, Handler handler)
{
    DeliveryPolicy policy;
    policy.mode = DeliveryMode::Queued;
    policy.attempts = deadLetters.empty() ? 10 : 3;
    policy.backOff.initial = 300 * nanosecondsPerMillisecond;
    policy.backOff.jitter = 0.2;
    policy.acknowledgementTimeout = 1500 * nanosecondsPerMillisecond;
    // One event may die on several channels, and its second death is no duplicate.
    policy.idempotencyWindow = deadLetters.empty() ? 0 : 4096;
    policy.deadLetterChannel = std::move(deadLetters);
    m_subscriptions.push_back(
        System::taken(m_system.m_bus.subscribe(channels, m_id, std::move(handler), policy)));
}

Outcome Service::work(const Delivery &delivery, int least, int most,
                      std::function<Outcome(const EventPtr &)> task)
{
    const auto microseconds = m_system.dice(m_name, delivery.event(), delivery.attempt())
                                  .between(least * 1000, most * 1000);
    m_system.after(microseconds * 1000,
                   [this, event = delivery.eventPtr(), answer = delivery.acknowledger(),
                    task = std::move(task)]() mutable {
                       if (isCrashed()) return;
                       const auto outcome = task(event);
                       if (outcome.kind() == Outcome::Kind::Ack)
                           answer.ack();
                       else
                           answer.nack(outcome.reason() ? *outcome.reason() : std::string());
                   });
    return later();
}

void Service::publish(std::string_view channel, std::string_view type, const Json &data,
                      const Event &cause)
{
    m_system.m_bus.publish(channel, m_id,
                           m_system.event(type, m_name, cause.subject, data, &cause));
}

} // namespace playhead::shop
