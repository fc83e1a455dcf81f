// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "bus/commandbus.h"
#include "bus/querybus.h"
#include "bus/virtualscheduler.h"
#include "replay/json.h"
#include "scenarios/dice.h"
#include "scenarios/knobs.h"
#include "scenarios/pulse.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace playhead {

/// What a command led to.
struct CommandOutcome
{
    std::vector<EventPtr> events; ///< published before the reply; may be none
};

/// What a scenario runs in. All of it must outlive the scenario.
struct ScenarioContext
{
    VirtualScheduler &scheduler;
    ParticipantTable &participants;
    const KnobValues &knobs;
    std::uint64_t seed = 1;
};

/// A running event-driven system: a bus with the producers, consumers, command handlers and read
/// models that a scenario puts on it. It does something whenever its scheduler is driven; the same
/// seed, knobs and requests at the same scenario times give the same steps. One thread.
class Scenario
{
public:
    virtual ~Scenario() = default;
    Scenario(const Scenario &) = delete;
    Scenario &operator=(const Scenario &) = delete;

    /// Where the steps go. Before start(), so that none is missed.
    void setTap(Tap tap) { m_bus.setTap(std::move(tap)); }

    /// What the scenario talks over, for whoever meddles from outside.
    [[nodiscard]] Bus &bus() { return m_bus; }

    /// Sets the system going. Once.
    virtual void start() = 0;

    /// Takes over knobs that act on subscriptions: call it once before start() and whenever a knob
    /// was turned. The others are read where they matter.
    virtual void applyKnobs() = 0;

    /// Sends a command as the scenario's client. `json` is an object, or empty for `{}`. Fails for
    /// text that is not one, and where the command is rejected or not known, which is a step, too.
    Result<CommandOutcome> sendCommand(std::string_view name, std::string_view json);

    /// Asks a query as the scenario's client: the answer's JSON text. Fails as sendCommand does.
    Result<std::string> ask(std::string_view query, std::string_view json);

protected:
    /// `client` is who sends commands and queries on behalf of a person.
    Scenario(const ScenarioContext &context, std::string_view client);

    /// Completes the message of a command or query: subject, correlation, what a person may leave
    /// out of the data.
    virtual void prepare(Event &message, Json &data) = 0;

    Result<std::vector<EventPtr>> command(ParticipantId sender, std::string_view name, Json data);
    Result<std::string> query(ParticipantId sender, std::string_view name, Json data);

    /// An event with the present time and JSON data. With a cause: its correlation and, as
    /// causation, its id. Its own id depends on the cause, type, source and subject, and on how
    /// many there were of these: not on what else happened.
    Event event(std::string_view type, std::string_view source, std::string_view subject,
                const Json &data, const Event *cause = nullptr);

    /// What is thrown in reaction to an event: depends on the seed, the event's id, what it is
    /// thrown for, and the attempt. Everything random that follows from an event comes from here,
    /// so that where an event is different, only what follows from it differs.
    [[nodiscard]] Dice dice(std::string_view purpose, const Event &cause,
                            std::uint32_t attempt = 1) const;

    /// The faults that the knobs `latency` (ms), `loss`, and `duplicates` (percent) describe; a
    /// knob that the scenario does not have is no fault.
    [[nodiscard]] Faults faults() const;

    /// Takes a consumer down or up, as a switch says.
    static void setCrashed(Subscription &subscription, bool crashed);
    static void setPaused(Subscription &subscription, bool paused);

    /// Keeps what a command or query handler is registered with. It must succeed (asserted): its
    /// name and pattern are in the program.
    void keep(Result<Registration> registration);
    static Subscription taken(Result<Subscription> subscription);

    /// Calls `task` after a time; a scenario that is gone is never called.
    void after(Duration delay, std::function<void()> task);

    VirtualScheduler &m_scheduler;
    const KnobValues &m_knobs;
    const Seed m_seed;
    Bus m_bus;
    CommandBus m_commands;
    QueryBus m_queries;
    ParticipantId m_client;

private:
    Event message(ParticipantId sender, std::string_view name, Json data);
    std::string newId(Seed purpose);

    /// How many ids there were for each purpose: some 40 bytes an event, far less than services
    /// keep of it.
    std::unordered_map<std::uint64_t, std::uint32_t> m_ids;
    std::vector<Registration> m_registrations;
};

/// JSON data of an event, null where there is none or it is something else.
[[nodiscard]] Json jsonData(const Event &event);

} // namespace playhead
