// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/bus.h"

#include "bus/buscore.h"
#include "bus/consumer.h"
#include "bus/handlerscope.h"
#include "bus/pattern.h"
#include "bus/publisher.h"

#include <fmt/format.h>

#include <cassert>
#include <optional>
#include <utility>

namespace playhead {

namespace {

Result<void> check(const DeliveryPolicy &policy)
{
    if (policy.attempts == 0) return failure("A subscription needs at least one attempt");
    if (policy.mode == DeliveryMode::Queued && policy.capacity == 0)
        return failure("A queue needs room for at least one event");
    const auto &backOff = policy.backOff;
    if (backOff.initial < 0 || backOff.maximum < 0 || !(backOff.factor >= 0)
        || !(backOff.jitter >= 0 && backOff.jitter <= 1)) {
        return failure("The back-off must not be negative, and its jitter between 0 and 1");
    }
    if (policy.acknowledgementTimeout < 0)
        return failure("The acknowledgement time-out must not be negative");
    if (!policy.deadLetterChannel.empty() && !isChannelName(policy.deadLetterChannel)) {
        return failure(fmt::format("“{}” cannot be the name of a dead-letter channel",
                                   policy.deadLetterChannel));
    }
    return {};
}

} // namespace

Bus::Bus(Scheduler &scheduler, ParticipantTable &participants, RandomSource random)
    : m_core(std::make_shared<BusCore>(scheduler, participants, std::move(random)))
{}

Bus::~Bus()
{
    assert(!HandlerScope::isInside());
    m_core->close();
}

Channel Bus::channel(std::string_view name)
{
    assert(isChannelName(name));
    return Channel(std::make_unique<Publisher>(*m_core, m_core->channelName(name), m_core));
}

PublishResult Bus::publish(std::string_view channel, ParticipantId producer, const EventPtr &event)
{
    assert(isChannelName(channel));
    auto publisher = m_core->borrow(m_core->channelName(channel));
    const auto result = publisher->publish(producer, event);
    m_core->giveBack(std::move(publisher));
    return result;
}

PublishResult Bus::publish(std::string_view channel, ParticipantId producer, Event &&event)
{
    return publish(channel, producer, std::make_shared<const Event>(std::move(event)));
}

Result<Subscription> Bus::subscribe(std::string_view pattern, ParticipantId consumer,
                                    Handler handler, const DeliveryPolicy &policy)
{
    assert(handler);
    auto parsed = Pattern::parse(pattern);
    if (!parsed) return tl::unexpected(std::move(parsed.error()));
    if (auto checked = check(policy); !checked) return tl::unexpected(std::move(checked.error()));
    // Whoever subscribes is seen to receive, also before the first delivery.
    consumer = participant(participants().name(consumer), Role::Consumer);
    std::optional<Pattern> types;
    if (!policy.types.empty()) {
        auto parsedTypes = Pattern::parse(policy.types);
        if (!parsedTypes) return tl::unexpected(std::move(parsedTypes.error()));
        types = std::move(*parsedTypes);
    }
    auto made = std::make_shared<Consumer>(m_core, std::move(*parsed), std::move(types), consumer,
                                           std::move(handler), policy);
    made->start();
    m_core->add(made);
    return Subscription(std::move(made));
}

Result<Subscription> Bus::subscribe(std::string_view pattern, std::string_view consumer,
                                    Handler handler, const DeliveryPolicy &policy)
{
    return subscribe(pattern, participant(consumer, Role::Consumer), std::move(handler), policy);
}

std::vector<SubscriptionHandle> Bus::subscriptions() const
{
    std::vector<SubscriptionHandle> handles;
    for (auto &consumer : m_core->consumers())
        handles.push_back(SubscriptionHandle(std::move(consumer)));
    return handles;
}

std::vector<std::string> Bus::channelNames() const
{
    auto names = m_core->channelNames();
    for (const auto &consumer : m_core->consumers()) {
        const auto &named = consumer->pattern().text();
        if (isChannelName(named)) names.insert(named);
    }
    return {names.begin(), names.end()};
}

ParticipantId Bus::participant(std::string_view name, Role role)
{
    return m_core->participants().intern(name, role);
}

void Bus::setTap(Tap tap)
{
    m_core->tap().set(std::move(tap));
}

void Bus::setGate(PublishGate gate)
{
    m_core->setGate(std::move(gate));
}

TapPort &Bus::tap()
{
    return m_core->tap();
}

Scheduler &Bus::scheduler() const
{
    return m_core->scheduler();
}

ParticipantTable &Bus::participants() const
{
    return m_core->participants();
}

} // namespace playhead
