// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/logsummary.h"
#include "cli/openlog.h"
#include "cli/options.h"
#include "cli/output.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

Json skippedJson(const SkippedRecord &record)
{
    Json json;
    if (record.line > 0)
        json["line"] = record.line;
    else
        json["offset"] = record.offset;
    json["reason"] = record.reason;
    return json;
}

Json infoJson(const Log &log, const LogSummary &summary)
{
    Json json;
    json["format"] = log.format();
    json["steps"] = summary.steps;
    json["events"] = summary.events;
    json["retries"] = summary.retries;
    json["subjects"] = summary.subjects;
    json["first"] = nullptr;
    json["last"] = nullptr;
    if (summary.steps > 0) {
        json["first"] = formatTimestamp(log.index().minTime());
        json["last"] = formatTimestamp(log.index().maxTime());
    }
    json["evidence"] = {{"observed", summary.observed}, {"inferred", summary.inferred}};
    for (const auto kind : allStepKinds)
        json["kinds"][std::string(stepKindName(kind))] =
            summary.kinds[static_cast<std::size_t>(kind)];
    json["participants"] = Json::array();
    for (std::size_t i = 0; i < summary.traffic.size(); ++i) {
        const ParticipantId id(static_cast<std::uint16_t>(i + 1));
        json["participants"].push_back({{"name", log.participantName(id)},
                                        {"role", roleName(log.participants().role(id))},
                                        {"sent", summary.traffic[i].sent},
                                        {"received", summary.traffic[i].received}});
    }
    json["types"] = Json::object();
    for (const auto &type : summary.types)
        json["types"][std::string(log.name(type.type))] = type.events;
    json["skippedCount"] = log.skippedCount();
    json["skipped"] = Json::array();
    for (const auto &record : log.skipped())
        json["skipped"].push_back(skippedJson(record));
    return json;
}

void line(const char *name, const std::string &value)
{
    fmt::print("{:<13}{}\n", name, value);
}

void printForPeople(const Log &log, const LogSummary &summary)
{
    line("format", log.format());
    line("steps", fmt::format("{} ({} observed, {} inferred)", summary.steps, summary.observed,
                              summary.inferred));
    line("events", std::to_string(summary.events));
    line("subjects", std::to_string(summary.subjects));
    if (summary.steps > 0) {
        const auto first = log.index().minTime();
        const auto last = log.index().maxTime();
        line("first", formatTimestamp(first));
        line("last", fmt::format("{} ({})", formatTimestamp(last), formatDuration(last - first)));
    }
    for (const auto kind : allStepKinds) {
        const auto count = summary.kinds[static_cast<std::size_t>(kind)];
        if (count == 0) continue;
        const auto retries = kind == StepKind::Deliver && summary.retries > 0
                                 ? fmt::format(" ({} retries)", summary.retries)
                                 : std::string();
        line(kind == StepKind::DeadLetter ? "dead letters"
                                          : std::string(stepKindName(kind)).c_str(),
             std::to_string(count) + retries);
    }
    fmt::print("\nparticipants\n");
    for (std::size_t i = 0; i < summary.traffic.size(); ++i) {
        const ParticipantId id(static_cast<std::uint16_t>(i + 1));
        fmt::print("  {:<32} {:<9} {:>9} sent {:>9} received\n", log.participantName(id),
                   roleName(log.participants().role(id)), summary.traffic[i].sent,
                   summary.traffic[i].received);
    }
    fmt::print("\nevent types\n");
    auto types = summary.types;
    std::stable_sort(types.begin(), types.end(),
                     [](const auto &a, const auto &b) { return a.events > b.events; });
    for (const auto &type : types)
        fmt::print("  {:<42} {:>9}\n", log.name(type.type), type.events);
    if (log.skippedCount() == 0) return;
    fmt::print("\nskipped records: {}\n", log.skippedCount());
    for (const auto &record : log.skipped())
        fmt::print("  {} {}: {}\n", record.line > 0 ? "line" : "byte",
                   record.line > 0 ? record.line : record.offset, record.reason);
}

} // namespace

int info(const InfoOptions &options)
{
    const auto log = openLog(options.input);
    if (!log) return complain(log.error(), CannotRead);
    const auto summary = summarize(**log);
    if (options.json)
        printJson(infoJson(**log, summary));
    else
        printForPeople(**log, summary);
    return Done;
}

} // namespace playhead::cli
