// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/participanttable.h"
#include "model/result.h"
#include "model/stepsink.h"
#include "model/timestamp.h"
#include "scenarios/scenario.h"
#include "scenarios/scenarioorigin.h"

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

/// What a headless run is to do. Without duration and maxSteps it runs until it is stopped.
struct ScenarioRun
{
    std::string scenario;
    std::uint64_t seed = 1;
    Duration duration = 0;                 ///< scenario time; 0: no limit
    std::uint64_t maxSteps = 0;            ///< exactly so many are handed on; 0: no limit
    Timestamp start = 0;                   ///< the time at which scenario time begins
    std::map<std::string, double> knobs{}; ///< where they stand other than initially
    std::vector<ScenarioInput> inputs{};   ///< what happens to it on the way, in order
    std::string title{};                   ///< for a person; empty: the scenario's
    std::string description{};             ///< the same
    ScenarioExtension extension{};         ///< for inputs of kinds that it does not know itself
    std::vector<std::string> bridges{};    ///< see ScenarioOrigin; needs real time

    /// Where the log of this run comes from.
    [[nodiscard]] ScenarioOrigin origin() const;
};

/// What a query was answered.
struct ScenarioAnswer
{
    std::string json;
    std::optional<ReadModelPlace> readModel; ///< empty: who answered consumes nothing
};

struct RunSummary
{
    std::uint64_t steps = 0;   ///< handed to the sink
    Duration scenarioTime = 0; ///< how far the scenario's clock went
};

/// Runs a scenario in virtual time, as fast as it goes, on the calling thread; the sink is called
/// on it too. The same arguments give the same steps and events, byte for byte, as long as
/// `participants` starts out the same. Fails for a scenario, knob or input that is not known, and
/// for one with bridges.
Result<RunSummary> runScenario(const ScenarioRun &run, const StepSink &sink,
                               ParticipantTable &participants, std::stop_token stop = {});

/// The same without knobs.
Result<RunSummary> runScenario(std::string_view name, std::uint64_t seed, Duration duration,
                               std::uint64_t maxSteps, const StepSink &sink,
                               ParticipantTable &participants, Timestamp start = 0,
                               std::stop_token stop = {});

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
    class Private;
    explicit LiveScenario(std::unique_ptr<Private> priv);
    std::unique_ptr<Private> d;
};

} // namespace playhead
