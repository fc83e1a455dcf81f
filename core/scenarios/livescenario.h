// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/participanttable.h"
#include "model/result.h"
#include "scenarios/scenariorunner.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

class LiveThread;

/// What a query was answered.
struct ScenarioAnswer
{
    std::string json;
    std::optional<ReadModelPlace> readModel; ///< empty: who answered consumes nothing
};

/// Whether a running scenario is to be held where it is: true pauses it. Asked on its thread before
/// it does anything more, when steps have reached the sink since it said no: so nothing happens
/// behind the steps for which it says yes, and whoever resumes the scenario is let pass by the next
/// no. These steps are those of whole tasks: direct consumers, which publishing itself calls, have
/// had theirs. When it is asked to stop, a no does not count. May not use the LiveScenario.
using ScenarioBrake = std::function<bool(const std::stop_token &)>;

/// A scenario that runs in real time on a thread of its own until it is destroyed. Its clock starts
/// at the present time, and stands still while it is paused. Steps reach the sink on that thread,
/// at most about 10 ms after they happened; none is lost, those before the destructor included.
///
/// Thread-safe, but not to be called from the sink. When the machine cannot keep up, scenario time
/// falls behind real time instead of piling up.
class LiveScenario
{
public:
    /// Starts at once. `participants` and whatever the sink refers to must outlive this object.
    static Result<std::unique_ptr<LiveScenario>>
    start(std::string_view name, std::uint64_t seed, StepSink sink, ParticipantTable &participants);
    /// The same with more said; without its limits and `start`. All of its inputs happen at once.
    /// Fails for an input that cannot be taken, too.
    static Result<std::unique_ptr<LiveScenario>> start(ScenarioRun run, StepSink sink,
                                                       ParticipantTable &participants);
    ~LiveScenario();
    LiveScenario(const LiveScenario &) = delete;
    LiveScenario &operator=(const LiveScenario &) = delete;

    [[nodiscard]] const ScenarioInfo &info() const;

    void pause();
    void resume();
    [[nodiscard]] bool isPaused() const;

    /// From here on the brake is asked, an empty one not at all: then it costs nothing. A brake
    /// that is being asked meanwhile is asked to stop, and waited for.
    ///
    /// While there is one, deliveries and whatever else a request makes due happen on the
    /// scenario's thread only: where it is paused, when it goes on.
    void setBrake(ScenarioBrake brake);

    /// False: there is no such knob. Values are brought into the knob's range.
    /// Takes effect a few milliseconds later, between two of the scenario's tasks.
    bool setKnob(std::string_view name, double value);
    [[nodiscard]] double knob(std::string_view name) const;

    /// See Scenario. Waits for the scenario's thread, a few milliseconds; works while paused, too.
    Result<CommandOutcome> sendCommand(std::string_view name, std::string_view json);
    Result<ScenarioAnswer> ask(std::string_view query, std::string_view json);
    Result<Json> takeInput(std::string_view kind, Json what);
    [[nodiscard]] std::vector<ConsumerStatus> consumers() const;
    [[nodiscard]] std::map<std::string, Json> consumersByHand() const;
    /// The channels that are in use or listened to, by name.
    [[nodiscard]] std::vector<std::string> channels() const;

    /// Calls `task` with the scenario, between two of its tasks, for what another system does to
    /// it. That is no part of origin(). Waits for the scenario's thread, a few milliseconds.
    void fromOutside(const std::function<void(Scenario &)> &task);

    /// All that led to the steps so far: running it again in virtual time gives the same ones.
    [[nodiscard]] ScenarioOrigin origin() const;

    /// Steps handed to the sink so far.
    [[nodiscard]] std::uint64_t steps() const;

private:
    explicit LiveScenario(std::unique_ptr<LiveThread> thread);
    std::unique_ptr<LiveThread> d;
};

} // namespace playhead
