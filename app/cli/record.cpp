// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/options.h"
#include "cli/output.h"
#include "cli/runreport.h"
#include "cli/sharedoptions.h"
#include "cli/sourcerecording.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

Result<std::vector<PlannedSource>> planAll(const std::vector<std::string> &urls)
{
    std::vector<PlannedSource> planned;
    for (const auto &url : urls) {
        auto one = planSource(url);
        if (!one) return tl::unexpected(one.error());
        planned.push_back(std::move(*one));
    }
    return planned;
}

void printPlan(const std::vector<PlannedSource> &sources, bool json)
{
    auto list = Json::array();
    for (const auto &source : sources) {
        list.push_back(source.toJson());
        if (!json) fmt::print("{}", source.text());
    }
    if (json) printJson({{"sources", std::move(list)}});
}

Json reportJson(const SourceRecording &recording)
{
    auto list = Json::array();
    for (const auto &[source, status] : recording.reports()) {
        list.push_back({{"source", source.name},
                        {"url", source.url.text()},
                        {"reason", status.reason.empty() ? Json(nullptr) : Json(status.reason)},
                        {"received", status.received},
                        {"recorded", status.recorded},
                        {"steps", status.steps},
                        {"dropped", status.dropped},
                        {"gaps", status.gaps}});
    }
    return list;
}

void printReport(const SourceRecording &recording, const Log &log, const std::string &output)
{
    for (const auto &[source, status] : recording.reports())
        fmt::print("{}: {} received, {} recorded, {} dropped, {} gaps.\n", source.name,
                   status.received, status.recorded, status.dropped, status.gaps);
    fmt::print("Recorded {}.\nThe log is in {}.\n", countsText(summarize(log)), output);
}

} // namespace

int record(const RecordOptions &options)
{
    const auto sources = planAll(options.sources);
    if (!sources) return complain(sources.error(), WrongUsage);
    if (options.plan) {
        printPlan(*sources, options.json);
        return Done;
    }
    for (const auto &source : *sources) {
        fmt::print(stderr, "{}", source.text());
        if (source.plan.disturbs() && !options.agree)
            return complain({fmt::format("Others may notice that Playhead attaches to {}: {} Say "
                                         "--agree where that is as it should be.",
                                         source.name, source.disturbance())},
                            WrongUsage);
    }
    if (options.output.empty())
        return complain({"Where is it to be recorded? Say -o CASE."}, WrongUsage);
    Duration duration = 0;
    if (!options.duration.empty()) {
        const auto wanted = readDuration(options.duration);
        if (!wanted) return complain(wanted.error(), WrongUsage);
        duration = *wanted;
    }
    const auto begin = currentTime();
    const auto recording = SourceRecording::start(options.output, *sources, options.count);
    if (!recording) return complain(recording.error(), CannotRead);
    if (auto live = (*recording)->waitUntilLive(); !live) {
        (*recording)->discard();
        return complain(live.error(), CannotRead);
    }
    const auto recorded = (*recording)->record(duration);
    const auto log = (*recording)->finish();
    if (!recorded) return complain(recorded.error(), CannotRead);
    if (!log) return complain(log.error(), CannotRead);
    if (options.json) {
        Json json;
        json["sources"] = reportJson(**recording);
        addCounts(json, summarize(**log));
        json["seconds"] = static_cast<double>(currentTime() - begin) / nanosecondsPerSecond;
        json["case"] = options.output;
        printJson(json);
    } else {
        printReport(**recording, **log, options.output);
    }
    const bool allWell = std::ranges::all_of(
        (*recording)->reports(), [](const auto &report) { return report.status.reason.empty(); });
    return allWell ? Done : CannotRead;
}

} // namespace playhead::cli
