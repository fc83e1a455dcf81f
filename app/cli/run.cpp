// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/logsummary.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "log/logwriter.h"
#include "log/temporarycase.h"
#include "scenariofiles/scenariofile.h"
#include "scenariofiles/scenarioscripts.h"
#include "scenarios/scenariorunner.h"
#include "scenarios/scenariotable.h"

#include <csignal>
#include <filesystem>
#include <memory>
#include <stop_token>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

/// Scenario time begins here when a run is to be repeatable: 2026-01-01T00:00:00Z.
constexpr Timestamp epoch = 1767225600 * nanosecondsPerSecond;

volatile std::sig_atomic_t interrupted = 0;

void onInterrupt(int)
{
    interrupted = 1;
}

/// One that ships, or one from a file, with its scripts. `status` says which kind of failure it is.
Result<ScenarioRun> chosenScenario(const RunOptions &options, ScenarioScripts &scripts,
                                   ExitStatus &status)
{
    status = WrongUsage;
    std::error_code error;
    const bool isThere = std::filesystem::exists(options.scenario, error);
    if (findScenario(options.scenario)) {
        ScenarioRun run;
        run.scenario = options.scenario;
        return run;
    }
    if (!isThere && !options.scenario.ends_with(".js")) {
        std::string known;
        for (const auto &scenario : playhead::scenarios())
            known += scenario.name + ", ";
        return failure(fmt::format("There is no scenario '{}'; there are: {}and files (FILE.js).",
                                   options.scenario, known));
    }
    if (!isThere) status = CannotRead;
    const auto file = readScenarioFile(options.scenario);
    if (!file) return tl::unexpected(file.error());
    return file->run(scripts);
}

Result<ScenarioRun> wantedRun(const RunOptions &options, ScenarioScripts &scripts,
                              ExitStatus &status)
{
    auto chosen = chosenScenario(options, scripts, status);
    if (!chosen) return chosen;
    auto &run = *chosen;
    if (options.hasSeed) run.seed = options.seed;
    run.maxSteps = options.count;
    run.start = epoch;
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

Json summaryJson(const RunOptions &options, std::uint64_t seed, const RunSummary &run,
                 const LogSummary &log)
{
    Json json;
    json["scenario"] = options.scenario;
    json["seed"] = seed;
    json["steps"] = run.steps;
    json["events"] = log.events;
    json["seconds"] = static_cast<double>(run.scenarioTime) / nanosecondsPerSecond;
    for (const auto kind : allStepKinds)
        json["kinds"][std::string(stepKindName(kind))] = log.kinds[static_cast<std::size_t>(kind)];
    json["retries"] = log.retries;
    json["case"] = options.output.empty() ? Json(nullptr) : Json(options.output);
    return json;
}

void printForPeople(const RunOptions &options, const RunSummary &run, const LogSummary &log)
{
    fmt::print("{} ran {} of its time: {} steps, {} events, {} retries, {} nacks, {} dead "
               "letters.\n",
               options.scenario, formatDuration(run.scenarioTime), run.steps, log.events,
               log.retries, log.kinds[static_cast<std::size_t>(StepKind::Nack)],
               log.kinds[static_cast<std::size_t>(StepKind::DeadLetter)]);
    if (!options.output.empty()) fmt::print("The log is in {}.\n", options.output);
}

Result<std::unique_ptr<LogWriter>> makeWriter(const RunOptions &options)
{
    if (!options.output.empty()) return LogWriter::create(options.output);
    const auto path = temporaryCasePath();
    if (!path) return tl::unexpected(path.error());
    return LogWriter::create(*path, {.durable = false, .temporary = true, .format = "case"});
}

} // namespace

int run(const RunOptions &options)
{
    const auto tell = [&options](const std::string &, Position position, std::string_view text) {
        tellLog(options.scenario, position, text);
    };
    const auto scripts = std::make_shared<ScenarioScripts>(ScriptLimits(), tell);
    auto status = Done;
    const auto wanted = wantedRun(options, *scripts, status);
    if (!wanted) return complain(wanted.error(), status);
    auto writer = makeWriter(options);
    if (!writer) return complain(writer.error(), CannotRead);

    // Virtual time is as fast as the disk: the run writes straight, and waits for it.
    std::stop_source stop;
    Progress progress("Running " + options.scenario);
    std::uint64_t taken = 0;
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
    const auto sink = [&](std::span<TapStep> steps) {
        for (const auto &step : steps)
            (*writer)->step(step);
        taken += steps.size();
        progress.update(taken, options.count);
        if (interrupted != 0) stop.request_stop(); // what was recorded is kept
    };
    const auto ran = runScenario(*wanted, sink, (*writer)->participants(), stop.get_token());
    if (!ran) return complain(ran.error(), WrongUsage);
    if (auto finished = (*writer)->finish(); !finished)
        return complain(finished.error(), CannotRead);
    if (!options.output.empty()) {
        if (auto kept = CaseOrigin(options.output).save(wanted->origin()); !kept)
            return complain(kept.error(), CannotRead);
    }
    const auto summary = summarize(*(*writer)->log());
    if (options.json)
        printJson(summaryJson(options, wanted->seed, *ran, summary));
    else
        printForPeople(options, *ran, summary);
    return tellScripts(*scripts, options.scenario) ? Done : AnswerIsNo;
}

} // namespace playhead::cli
