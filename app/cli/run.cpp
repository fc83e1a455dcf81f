// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/options.h"
#include "cli/output.h"
#include "cli/recording.h"
#include "cli/runreport.h"
#include "scenarios/scenariotable.h"

#include <fmt/format.h>

namespace playhead::cli {
namespace {

/// Scenario time begins here when a run is to be repeatable: 2026-01-01T00:00:00Z.
constexpr Timestamp epoch = 1767225600 * nanosecondsPerSecond;

Result<ScenarioRun> wantedRun(const RunOptions &options)
{
    ScenarioRun run;
    run.scenario = options.scenario;
    run.seed = options.seed;
    run.maxSteps = options.count;
    run.start = epoch;
    if (!findScenario(options.scenario)) {
        std::string known;
        for (const auto &scenario : playhead::scenarios())
            known += (known.empty() ? "" : ", ") + scenario.name;
        return failure(options.scenario.empty()
                           ? fmt::format("Which scenario is to run? There are: {}.", known)
                           : fmt::format("There is no scenario '{}'; there are: {}.",
                                         options.scenario, known));
    }
    if (!options.duration.empty()) {
        const auto duration = parseDuration(options.duration);
        if (!duration || *duration == 0) {
            return failure(fmt::format("'{}' is no duration. Write a number and a unit, such as "
                                       "90s, 1.5m or 250ms.",
                                       options.duration));
        }
        run.duration = *duration;
    }
    if (run.duration == 0 && run.maxSteps == 0) run.duration = 60 * nanosecondsPerSecond;
    return run;
}

} // namespace

int run(const RunOptions &options)
{
    if (!options.again.empty()) return runAgain(options);
    const auto wanted = wantedRun(options);
    if (!wanted) return complain(wanted.error(), WrongUsage);
    const auto recording =
        Recording::start(options.output, "Running " + options.scenario, options.count);
    if (!recording) return complain(recording.error(), CannotRead);
    const auto ran = runScenario(*wanted, (*recording)->sink(), (*recording)->participants(),
                                 (*recording)->stopToken());
    if (!ran) return complain(ran.error(), WrongUsage);
    const auto log = (*recording)->finish();
    if (!log) return complain(log.error(), CannotRead);
    if (!options.output.empty()) {
        if (auto kept = CaseOrigin(options.output).save(wanted->origin()); !kept)
            return complain(kept.error(), CannotRead);
    }
    const RunReport report{wanted->scenario, wanted->seed, ran->scenarioTime, options.output};
    if (options.json)
        printJson(reportJson(report, **log));
    else
        printReport(report, **log);
    return Done;
}

} // namespace playhead::cli
