// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/runreport.h"

#include "cli/logsummary.h"

#include <fmt/format.h>

namespace playhead::cli {

Json reportJson(const RunReport &report, const Log &log)
{
    const auto summary = summarize(log);
    Json json;
    json["scenario"] = report.scenario;
    json["seed"] = report.seed;
    json["steps"] = summary.steps;
    json["events"] = summary.events;
    json["seconds"] = static_cast<double>(report.scenarioTime) / nanosecondsPerSecond;
    for (const auto kind : allStepKinds)
        json["kinds"][std::string(stepKindName(kind))] =
            summary.kinds[static_cast<std::size_t>(kind)];
    json["retries"] = summary.retries;
    json["case"] = report.output.empty() ? Json(nullptr) : Json(report.output);
    return json;
}

void printReport(const RunReport &report, const Log &log)
{
    const auto summary = summarize(log);
    fmt::print("{} ran {} of its time: {} steps, {} events, {} retries, {} nacks, {} dead "
               "letters.\n",
               report.scenario, formatDuration(report.scenarioTime), summary.steps, summary.events,
               summary.retries, summary.kinds[static_cast<std::size_t>(StepKind::Nack)],
               summary.kinds[static_cast<std::size_t>(StepKind::DeadLetter)]);
    if (!report.output.empty()) fmt::print("The log is in {}.\n", report.output);
}

} // namespace playhead::cli
