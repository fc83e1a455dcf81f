// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/scenariorunner.h"

#include "scenarios/scenariostage.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace playhead {

namespace {

constexpr std::size_t batchSize = 4096;

} // namespace

ScenarioOrigin ScenarioRun::origin() const
{
    return {scenario, seed, start, knobs, inputs, bridges};
}

Result<RunSummary> runScenario(const ScenarioRun &run, const StepSink &sink,
                               ParticipantTable &participants, std::stop_token stop)
{
    if (!run.bridges.empty())
        return failure("A scenario that is tied to other systems runs in real time only.");
    const auto made = ScenarioStage::make(run.origin(), participants);
    if (!made) return tl::unexpected(made.error());
    auto &stage = **made;
    if (run.extension) run.extension(stage.scenario());
    auto &steps = stage.steps();

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
    stage.start();
    while (!stop.stop_requested() && summary.steps + steps.size() < most) {
        const auto more = stage.next(end);
        if (!more) return tl::unexpected(more.error());
        if (!*more) {
            if (run.duration > 0) stage.scheduler().advance(end);
            break;
        }
        if (steps.size() >= batchSize) handOn();
    }
    handOn();
    summary.scenarioTime = stage.scheduler().now() - run.start;
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
