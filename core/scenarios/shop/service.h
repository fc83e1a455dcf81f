// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/scenario.h"

#include <deque>
#include <functional>
#include <string>
#include <string_view>

namespace playhead::shop {

/// What the services of the shop have in common: the bus they talk over, clock, knobs and chance.
class System : public Scenario
{
public:
    using Scenario::after;
    using Scenario::command;
    using Scenario::dice;
    using Scenario::event;
    using Scenario::keep;
    using Scenario::m_bus;
    using Scenario::m_client;
    using Scenario::m_commands;
    using Scenario::m_knobs;
    using Scenario::m_queries;
    using Scenario::m_scheduler;
    using Scenario::m_seed;
    using Scenario::query;
    using Scenario::setCrashed;
    using Scenario::setPaused;
    using Scenario::taken;

protected:
    using Scenario::Scenario;
};

/// A service: listens on channels, takes its time over each event, and publishes what came of it.
class Service
{
public:
    Service(System &system, std::string_view name);
    Service(const Service &) = delete;
    Service &operator=(const Service &) = delete;
    virtual ~Service() = default;

    void setFaults(const Faults &faults);
    void setCrashed(bool crashed);
    void setPaused(bool paused);

protected:
    /// Deals with every event of the channel, as often as three times, the last of which leads to
    /// `deadLetters`; empty: ten times, without one, and each copy of an event again.
    void listen(std::string_view channels, std::string deadLetters, Handler handler);

    /// Answers `delivery` once `task` has done the work, between `least` and `most` milliseconds
    /// from now. A service that is down by then does not do it.
    Outcome work(const Delivery &delivery, int least, int most,
                 std::function<Outcome(const EventPtr &)> task);

    void publish(std::string_view channel, std::string_view type, const Json &data,
                 const Event &cause);

    System &m_system;
    std::string m_name;
    ParticipantId m_id;

private:
    [[nodiscard]] bool isCrashed() const;

    std::deque<Subscription> m_subscriptions;
};

} // namespace playhead::shop
