// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "bus/virtualscheduler.h"
#include "model/step.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

inline EventPtr eventOf(std::string id, std::string subject = {})
{
    Event event;
    event.id = std::move(id);
    event.type = "t";
    event.subject = std::move(subject);
    return std::make_shared<const Event>(std::move(event));
}

inline constexpr Duration ms = nanosecondsPerMillisecond;

/// A bus in virtual time that writes down its steps, one text each:
/// `<ms> <kind> <sender>><receiver> <event id>[ #<attempt>][ !][ (<reason>)]`.
class BusBench
{
public:
    explicit BusBench(RandomSource random = {}) : bus(scheduler, participants, std::move(random))
    {
        bus.setTap([this](std::span<TapStep> batch) {
            for (const auto &step : batch)
                steps.push_back(textOf(step));
        });
    }

    [[nodiscard]] std::string textOf(const TapStep &step) const
    {
        std::string text = std::to_string(step.time / ms) + ' ';
        text += stepKindName(step.kind);
        text += ' ';
        text += participants.name(step.sender);
        text += '>';
        text += participants.name(step.receiver);
        text += ' ' + step.event->id;
        if (step.attempt > 0) text += " #" + std::to_string(step.attempt);
        if (step.failed) text += " !";
        if (step.reason) text += " (" + *step.reason + ')';
        return text;
    }

    PublishResult publish(std::string_view channel, std::string id, std::string subject = {})
    {
        return bus.publish(channel, bus.participant("producer"),
                           eventOf(std::move(id), std::move(subject)));
    }

    Subscription subscribe(std::string_view pattern, std::string_view consumer, Handler handler,
                           const DeliveryPolicy &policy = {})
    {
        return std::move(bus.subscribe(pattern, consumer, std::move(handler), policy).value());
    }

    VirtualScheduler scheduler;
    ParticipantTable participants;
    std::vector<std::string> steps;
    Bus bus;
};

/// Retries after 100, 200, 300 and again 300 ms.
inline DeliveryPolicy retrying(std::uint32_t attempts)
{
    DeliveryPolicy policy;
    policy.attempts = attempts;
    policy.backOff = {.initial = 100 * ms, .factor = 2, .maximum = 300 * ms, .jitter = 0};
    return policy;
}

} // namespace playhead
