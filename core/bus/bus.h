// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/channel.h"
#include "bus/delivery.h"
#include "bus/policy.h"
#include "bus/scheduler.h"
#include "bus/subscription.h"
#include "bus/tap.h"
#include "model/participanttable.h"
#include "model/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

class BusCore;

/// What chance decides about a delivery.
enum class Purpose : std::uint8_t { Latency, Loss, Duplicate, BackOff, Reorder };

/// A throw of the dice, with all that it may be made to depend on, so that the luck of one delivery
/// need not depend on which others there were. Valid during the call.
struct DeliveryThrow
{
    Purpose purpose;
    const Event &event;
    const ChannelName &channel;
    ParticipantId consumer;
    std::uint32_t attempt = 1;
    bool duplicate = false; ///< a second copy of what was acknowledged
};

/// A source of numbers from 0 up to, without, 1. Called under a lock, by one thread at a time.
using RandomSource = std::function<double(const DeliveryThrow &)>;

/// An event on its way onto a channel.
struct Publication
{
    std::string channel;
    ParticipantId producer;
    EventPtr event;
};

/// Decides what is published instead of an event: itself, another one, several in order, on any
/// channels, or nothing. Called by whoever publishes; must not publish itself.
using PublishGate = std::function<std::vector<Publication>(Publication)>;

/// An in-process event bus: channels with dotted names, subscriptions by pattern, acknowledgement,
/// retries and dead letters, and a tap that sees every step.
///
/// Thread-safe. Scheduler and participants must outlive the bus. In virtual time the same calls
/// give the same steps, as long as `random` gives the same numbers.
class Bus
{
public:
    /// Without `random` a generator with a fixed seed is used.
    Bus(Scheduler &scheduler, ParticipantTable &participants, RandomSource random = {});
    /// Ends all subscriptions as Subscription::unsubscribe does. Not from within a handler.
    ~Bus();
    Bus(const Bus &) = delete;
    Bus &operator=(const Bus &) = delete;

    /// The channel of that name, which need not have been used before. The name must be one
    /// (isChannelName; asserted).
    [[nodiscard]] Channel channel(std::string_view name);

    /// As channel(name).publish(...), from any thread: two short locks slower.
    PublishResult publish(std::string_view channel, ParticipantId producer, const EventPtr &event);
    PublishResult publish(std::string_view channel, ParticipantId producer, Event &&event);

    /// Gives `handler` every event published from now on, on a channel that `pattern` matches.
    /// Fails for a pattern (of channels or types) or a dead-letter channel that cannot be one, and
    /// for a policy whose numbers make no sense.
    Result<Subscription> subscribe(std::string_view pattern, ParticipantId consumer,
                                   Handler handler, const DeliveryPolicy &policy = {});
    /// The same with the consumer's name.
    Result<Subscription> subscribe(std::string_view pattern, std::string_view consumer,
                                   Handler handler, const DeliveryPolicy &policy = {});

    /// Those that there are now, in the order in which they were made.
    [[nodiscard]] std::vector<SubscriptionHandle> subscriptions() const;

    /// The channels that were published on or are named by a subscription, by name.
    [[nodiscard]] std::vector<std::string> channelNames() const;

    /// Who publishes or subscribes here: a name as a participant.
    ParticipantId participant(std::string_view name, Role role = Role::Producer);

    /// See TapPort::set. Steps that began before a tap was set may reach it without their
    /// beginning.
    void setTap(Tap tap);

    /// Asks `gate` about every event that is published while there is a tap; what the gate lets
    /// through it is not asked about again, and never about dead letters. Empty: no gate. Not while
    /// anything is being published.
    void setGate(PublishGate gate);

    [[nodiscard]] TapPort &tap();
    [[nodiscard]] Scheduler &scheduler() const;
    [[nodiscard]] ParticipantTable &participants() const;

private:
    std::shared_ptr<BusCore> m_core;
};

} // namespace playhead
