// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/scenario.h"
#include "scenarios/scenarioorigin.h"

#include <memory>
#include <vector>

namespace playhead {

/// A scenario in virtual time, set up as its origin says, which is driven task by task. One thread.
class ScenarioStage
{
public:
    /// Fails for a scenario or knob that is not known. `participants` must outlive the stage.
    static Result<std::unique_ptr<ScenarioStage>> make(ScenarioOrigin origin,
                                                       ParticipantTable &participants);
    ~ScenarioStage();
    ScenarioStage(const ScenarioStage &) = delete;
    ScenarioStage &operator=(const ScenarioStage &) = delete;

    [[nodiscard]] Scenario &scenario() { return *m_scenario; }
    [[nodiscard]] VirtualScheduler &scheduler() { return m_scheduler; }
    /// What has happened and was not taken from here yet.
    [[nodiscard]] std::vector<TapStep> &steps() { return m_steps; }

    /// Sets the scenario going. Once.
    void start();

    /// Runs the next task, or does what a person did then. False: nothing more happens up to and
    /// including `end`. Fails where an input cannot be repeated.
    ///
    /// An input has its turn when what was due before it has run and, of what was due at its very
    /// time, as many tasks as then.
    Result<bool> next(Timestamp end);

private:
    ScenarioStage(const ScenarioInfo &info, ScenarioOrigin origin, ParticipantTable &participants);
    [[nodiscard]] const ScenarioInput *dueInput(Timestamp end) const;

    ScenarioOrigin m_origin;
    std::size_t m_nextInput = 0;
    KnobValues m_knobs;
    VirtualScheduler m_scheduler;
    std::vector<TapStep> m_steps;
    std::unique_ptr<Scenario> m_scenario;
};

} // namespace playhead
