// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/scenariostage.h"

#include "scenarios/scenariolist.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace playhead {

Result<std::unique_ptr<ScenarioStage>> ScenarioStage::make(ScenarioOrigin origin,
                                                           ParticipantTable &participants)
{
    const auto *info = findScenario(origin.scenario);
    if (!info) return failure(fmt::format("There is no scenario '{}'.", origin.scenario));
    std::unique_ptr<ScenarioStage> stage(new ScenarioStage(*info, std::move(origin), participants));
    for (const auto &[name, value] : stage->m_origin.knobs) {
        if (!stage->m_knobs.set(name, value))
            return failure(fmt::format("The scenario '{}' has no knob '{}'.", info->name, name));
    }
    return stage;
}

ScenarioStage::ScenarioStage(const ScenarioInfo &info, ScenarioOrigin origin,
                             ParticipantTable &participants)
    : m_origin(std::move(origin)),
      m_knobs(info.knobs),
      m_scheduler(m_origin.start),
      m_scenario(makeScenario(info.name, {m_scheduler, participants, m_knobs, m_origin.seed}))
{
    m_scenario->setTap([this](std::span<TapStep> taken) {
        std::ranges::move(taken, std::back_inserter(m_steps));
    });
}

ScenarioStage::~ScenarioStage()
{
    m_scenario->setTap({});
}

void ScenarioStage::start()
{
    m_scenario->applyKnobs();
    m_scenario->start();
}

const ScenarioInput *ScenarioStage::dueInput(Timestamp end) const
{
    if (m_nextInput == m_origin.inputs.size()) return nullptr;
    const auto &input = m_origin.inputs[m_nextInput];
    if (input.time > end) return nullptr;
    const auto next = m_scheduler.nextTime();
    const bool isDue = !next || *next > input.time
                       || (*next == input.time && m_scheduler.tasksRun() >= input.tasks);
    return isDue ? &input : nullptr;
}

Result<bool> ScenarioStage::next(Timestamp end)
{
    if (const auto *input = dueInput(end)) {
        ++m_nextInput;
        m_scheduler.advance(input->time);
        if (auto repeated = repeatInput(*input, *m_scenario, m_knobs); !repeated)
            return tl::unexpected(repeated.error());
        return true;
    }
    const auto next = m_scheduler.nextTime();
    if (!next || *next > end) return false;
    return m_scheduler.runNext();
}

} // namespace playhead
