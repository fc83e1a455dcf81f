// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/participanttable.h"
#include "model/result.h"
#include "model/stepsink.h"
#include "model/timestamp.h"
#include "scenarios/scenario.h"
#include "scenarios/scenarioorigin.h"

#include <cstdint>
#include <map>
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

} // namespace playhead
