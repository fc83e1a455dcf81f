// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/runreport.h"

#include <fmt/format.h>

namespace playhead::cli {

void addCounts(Json &json, const LogSummary &summary)
{
    json["steps"] = summary.steps;
    json["events"] = summary.events;
    for (const auto kind : allStepKinds)
        json["kinds"][std::string(stepKindName(kind))] =
            summary.kinds[static_cast<std::size_t>(kind)];
    json["retries"] = summary.retries;
}

std::string countsText(const LogSummary &summary)
{
    return fmt::format("{} steps, {} events, {} retries, {} nacks, {} dead letters", summary.steps,
                       summary.events, summary.retries,
                       summary.kinds[static_cast<std::size_t>(StepKind::Nack)],
                       summary.kinds[static_cast<std::size_t>(StepKind::DeadLetter)]);
}

Json reportJson(const RunReport &report, const Log &log)
{
    Json json;
    json["scenario"] = report.scenario;
    json["seed"] = report.seed;
    addCounts(json, summarize(log));
    json["seconds"] = static_cast<double>(report.scenarioTime) / nanosecondsPerSecond;
    json["case"] = report.output.empty() ? Json(nullptr) : Json(report.output);
    return json;
}

void printReport(const RunReport &report, const Log &log)
{
    fmt::print("{} ran {} of its time: {}.\n", report.scenario, formatDuration(report.scenarioTime),
               countsText(summarize(log)));
    if (!report.output.empty()) fmt::print("The log is in {}.\n", report.output);
}

} // namespace playhead::cli
