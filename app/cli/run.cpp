// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/options.h"
#include "cli/output.h"
#include "cli/recording.h"
#include "cli/runlive.h"
#include "cli/runreport.h"
#include "cli/sharedoptions.h"
#include "cli/sourcechoice.h"
#include "scenariofiles/scenariofile.h"
#include "scenariofiles/scenarioscripts.h"
#include "scenarios/scenariotable.h"

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

/// Scenario time begins here when a run is to be repeatable: 2026-01-01T00:00:00Z.
constexpr Timestamp epoch = 1767225600 * nanosecondsPerSecond;

/// What is to be run, and what it is tied to.
struct WantedRun
{
    ScenarioRun run;
    std::vector<BridgeRoute> routes;
};

Result<std::vector<BridgeRoute>> routesOf(const ScenarioFile &file)
{
    std::vector<BridgeRoute> routes;
    for (const auto &[from, to, channel] : file.header.bridges) {
        auto route = readBridgeRoute(from, to, channel);
        if (!route)
            return failure(placedMessage(
                file.path, {route.error().message, file.header.line, file.header.column}));
        takePassword(route->url);
        routes.push_back(std::move(*route));
    }
    return routes;
}

/// One that ships, or one from a file, with its scripts. `status` says which kind of failure it is.
Result<WantedRun> chosenScenario(const RunOptions &options, ScenarioScripts &scripts,
                                 ExitStatus &status)
{
    status = WrongUsage;
    std::error_code error;
    const bool isThere = std::filesystem::exists(options.scenario, error);
    if (findScenario(options.scenario)) {
        ScenarioRun run;
        run.scenario = options.scenario;
        return WantedRun{std::move(run), {}};
    }
    if (!isThere && !options.scenario.ends_with(".js")) {
        std::string known;
        for (const auto &scenario : playhead::scenarios())
            known += scenario.name + ", ";
        known += "and files (FILE.js)";
        return failure(options.scenario.empty()
                           ? fmt::format("Which scenario is to run? There are: {}.", known)
                           : fmt::format("There is no scenario '{}'; there are: {}.",
                                         options.scenario, known));
    }
    if (!isThere) status = CannotRead;
    const auto file = readScenarioFile(options.scenario);
    if (!file) return tl::unexpected(file.error());
    auto routes = routesOf(*file);
    if (!routes) return tl::unexpected(routes.error());
    return WantedRun{file->run(scripts), std::move(*routes)};
}

Result<WantedRun> wantedRun(const RunOptions &options, ScenarioScripts &scripts, ExitStatus &status)
{
    auto chosen = chosenScenario(options, scripts, status);
    if (!chosen) return chosen;
    auto &run = chosen->run;
    if (options.hasSeed) run.seed = options.seed;
    run.maxSteps = options.count;
    run.start = epoch;
    if (!options.duration.empty()) {
        const auto duration = readDuration(options.duration);
        if (!duration) return tl::unexpected(duration.error());
        run.duration = *duration;
    }
    if (run.duration == 0 && run.maxSteps == 0 && chosen->routes.empty())
        run.duration = 60 * nanosecondsPerSecond;
    return chosen;
}

/// Tells of scripts that were stopped; false: there were some.
bool tellScripts(const ScenarioScripts &scripts, const std::string &path)
{
    bool allWell = true;
    for (const auto &script : scripts.status()) {
        if (!script.stopped) continue;
        allWell = false;
        complain({fmt::format("The script stopped at position {}: {}", script.stoppedAt.value(),
                              placedMessage(path, *script.stopped))},
                 AnswerIsNo);
    }
    return allWell;
}

} // namespace

int run(const RunOptions &options)
{
    if (!options.again.empty()) return runAgain(options);
    const auto tell = [&options](const std::string &, Position position, std::string_view text) {
        tellLog(options.scenario, position, text);
    };
    const auto scripts = std::make_shared<ScenarioScripts>(ScriptLimits(), tell);
    auto status = Done;
    const auto wanted = wantedRun(options, *scripts, status);
    if (!wanted) return complain(wanted.error(), status);
    if (!wanted->routes.empty()) {
        const auto ended = runLive(options, wanted->run, wanted->routes);
        return tellScripts(*scripts, options.scenario) || ended != Done ? ended : AnswerIsNo;
    }
    const auto recording =
        Recording::start(options.output, "Running " + options.scenario, options.count);
    if (!recording) return complain(recording.error(), CannotRead);
    const auto ran = runScenario(wanted->run, (*recording)->sink(), (*recording)->participants(),
                                 (*recording)->stopToken());
    if (!ran) return complain(ran.error(), WrongUsage);
    const auto log = (*recording)->finish();
    if (!log) return complain(log.error(), CannotRead);
    if (!options.output.empty()) {
        if (auto kept = CaseOrigin(options.output).save(wanted->run.origin()); !kept)
            return complain(kept.error(), CannotRead);
    }
    const RunReport report{options.scenario, wanted->run.seed, ran->scenarioTime, options.output};
    if (options.json)
        printJson(reportJson(report, **log));
    else
        printReport(report, **log);
    return tellScripts(*scripts, options.scenario) ? Done : AnswerIsNo;
}

} // namespace playhead::cli
