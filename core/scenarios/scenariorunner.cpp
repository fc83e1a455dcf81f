// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/scenariorunner.h"

#include "bus/virtualscheduler.h"
#include "scenarios/knobs.h"
#include "scenarios/scenariolist.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <vector>

namespace playhead {

namespace {

constexpr std::size_t batchSize = 4096;

Result<void> turnKnobs(KnobValues &values, const ScenarioRun &run)
{
    for (const auto &[name, value] : run.knobs) {
        if (!values.set(name, value))
            return failure(fmt::format("The scenario '{}' has no knob '{}'.", run.scenario, name));
    }
    return {};
}

} // namespace

Result<RunSummary> runScenario(const ScenarioRun &run, const StepSink &sink,
                               ParticipantTable &participants, std::stop_token stop)
{
    const auto *info = findScenario(run.scenario);
    if (!info) return failure(fmt::format("There is no scenario '{}'.", run.scenario));
    KnobValues knobs(info->knobs);
    if (auto turned = turnKnobs(knobs, run); !turned) return tl::unexpected(turned.error());

    VirtualScheduler scheduler(run.start);
    std::vector<TapStep> steps;
    const auto scenario = makeScenario(info->name, {scheduler, participants, knobs, run.seed});
    scenario->setTap([&steps](std::span<TapStep> taken) {
        std::ranges::move(taken, std::back_inserter(steps));
    });

    RunSummary summary;
    const auto most = run.maxSteps == 0 ? std::numeric_limits<std::uint64_t>::max() : run.maxSteps;
    const auto end =
        run.duration == 0 ? std::numeric_limits<Timestamp>::max() : run.start + run.duration;
    const auto handOn = [&] {
        const auto count = std::min<std::uint64_t>(steps.size(), most - summary.steps);
        if (count > 0) sink(std::span(steps).first(static_cast<std::size_t>(count)));
        summary.steps += count;
        steps.clear();
    };
    scenario->applyKnobs();
    scenario->start();
    while (!stop.stop_requested() && summary.steps + steps.size() < most) {
        const auto next = scheduler.nextTime();
        if (!next || *next > end) {
            if (run.duration > 0) scheduler.runUntil(end);
            break;
        }
        scheduler.runNext();
        if (steps.size() >= batchSize) handOn();
    }
    handOn();
    scenario->setTap({});
    summary.scenarioTime = scheduler.now() - run.start;
    return summary;
}

Result<RunSummary> runScenario(std::string_view name, std::uint64_t seed, Duration duration,
                               std::uint64_t maxSteps, const StepSink &sink,
                               ParticipantTable &participants, Timestamp start,
                               std::stop_token stop)
{
    ScenarioRun run;
    run.scenario = name;
    run.seed = seed;
    run.duration = duration;
    run.maxSteps = maxSteps;
    run.start = start;
    return runScenario(run, sink, participants, std::move(stop));
}

} // namespace playhead
