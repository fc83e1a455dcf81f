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
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
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

/// A consumer of a running scenario, all its subscriptions together.
struct ConsumerStatus
{
    std::string name;
    ConsumerState state = ConsumerState::Running;
    Faults faults;
    DeliveryCounters counters;
};

/// How far a read model had got when it answered.
struct ReadModelPlace
{
    std::string consumer;     ///< who answered
    Position acknowledged;    ///< of its latest acknowledgement; invalid: there was none
    std::uint64_t behind = 0; ///< events on their way to it that it has not acknowledged
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
    void setTap(Tap tap);

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
    /// Where who answers `query` stands now. Empty: nobody answers it, or who does consumes
    /// nothing.
    [[nodiscard]] std::optional<ReadModelPlace> readModelOf(std::string_view query) const;

    /// Its consumers, by name.
    [[nodiscard]] std::vector<ConsumerStatus> consumers() const;

    /// What was set at consumers by hand so far, by name; see consumerSettings().
    [[nodiscard]] const std::map<std::string, Json> &consumersByHand() const { return m_byHand; }

    /// What a person does to it that is neither a command nor a query nor a knob, by its kind (see
    /// ScenarioInput); answers what came of it. Fails for a kind that is not known, and where the
    /// thing cannot be done.
    Result<Json> takeInput(std::string_view kind, const Json &what);
    /// The part of it that is about one consumer.
    Result<void> changeConsumer(const std::string &name, const Json &settings);
    using InputHandler = std::function<Result<Json>(const Json &what)>;
    /// Teaches it a kind of input more. Before start(); `handler` is called on its thread, and
    /// destroyed while its bus still is there.
    void addInput(std::string kind, InputHandler handler);

    /// For an event that has none yet, of somebody who takes part in the scenario: as event() does.
    [[nodiscard]] std::string idFor(const Event &event);
    /// Of the latest step that went to the tap.
    [[nodiscard]] Position position() const { return Position(m_steps); }

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

    /// Whether one of these knobs stands elsewhere than when this was asked before. Asked by
    /// applyKnobs(), so that what a person did to a consumer by hand stays until the knob that
    /// stands for it is turned.
    bool turned(std::initializer_list<std::string_view> knobs);
    /// The same for those that faults() reads.
    bool faultsTurned() { return turned({"latency", "loss", "duplicates"}); }

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
    Result<Json> publishByHand(const Json &what);

    /// How many ids there were for each purpose: some 40 bytes an event, far less than services
    /// keep of it.
    std::unordered_map<std::uint64_t, std::uint32_t> m_ids;
    std::vector<Registration> m_registrations;
    std::map<std::string, double, std::less<>> m_stood; ///< knobs, when turned() was asked
    std::map<std::string, Json> m_byHand;
    std::uint64_t m_steps = 0;
    std::vector<Position> m_acknowledged; ///< by participant: its latest acknowledgement
    std::map<std::string, InputHandler, std::less<>> m_inputs;
};

/// Makes a scenario able to do more than it can by itself (Scenario::addInput), before it starts.
using ScenarioExtension = std::function<void(Scenario &)>;

/// JSON data of an event, null where there is none or it is something else.
[[nodiscard]] Json jsonData(const Event &event);

} // namespace playhead
