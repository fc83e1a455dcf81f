// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/openlog.h"
#include "cli/options.h"
#include "cli/output.h"
#include "formats/logexport.h"
#include "query/filter.h"
#include "query/place.h"

#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

/// The positions to list.
Result<std::vector<std::uint32_t>> chosenPositions(const Log &log, const StepsOptions &options)
{
    std::vector<std::uint32_t> positions;
    if (!log.watermark().isValid()) return positions;
    const auto from = parsePlace(log, options.from, Position(1));
    if (!from) return tl::unexpected(from.error());
    const auto to = parsePlace(log, options.to, *from);
    if (!to) return tl::unexpected(to.error());
    const auto filter = Filter::parse(options.filter);
    if (!filter)
        return tl::unexpected(
            markedError("The filter is not complete", options.filter, filter.error()));
    if (*from <= *to) filter->evaluate(log, *from, *to, positions);
    return positions;
}

Json stepJson(const Log &log, const Step &step, const Event *event, const std::string &reason)
{
    Json json;
    json["position"] = step.position.value();
    json["time"] = formatTimestamp(step.time);
    json["kind"] = stepKindName(step.kind);
    json["sender"] = log.participantName(step.sender);
    json["receiver"] = log.participantName(step.receiver);
    json["type"] = log.name(step.type);
    json["subject"] = log.name(step.subject);
    json["correlation"] = log.name(step.correlation);
    json["attempt"] = step.attempt;
    json["evidence"] = step.evidence == Evidence::Observed ? "observed" : "inferred";
    json["failed"] = step.failed;
    if (!reason.empty()) json["reason"] = reason;
    if (!event) return json;
    json["id"] = event->id;
    if (!event->causation.empty()) json["causation"] = event->causation;
    if (event->encoding == DataEncoding::Json) {
        auto data = Json::parse(event->data, nullptr, false);
        json["data"] = data.is_discarded() ? Json(event->data) : std::move(data);
    } else if (event->encoding == DataEncoding::Text) {
        json["data"] = event->data;
    }
    return json;
}

int printJsonSteps(const Log &log, const std::vector<std::uint32_t> &positions)
{
    std::fputs("[", stdout);
    const char *separator = "\n";
    for (const auto position : positions) {
        const auto step = log.at(Position(position));
        std::string reason;
        if (step.failed) {
            const auto kept = log.reason(step.position);
            if (!kept) return complain(kept.error(), CannotRead);
            reason = *kept;
        }
        Json json;
        if (step.event.isValid()) {
            const auto event = log.event(step.event);
            if (!event) return complain(event.error(), CannotRead);
            json = stepJson(log, step, &*event, reason);
        } else {
            json = stepJson(log, step, nullptr, reason);
        }
        const auto text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
        std::fputs(separator, stdout);
        std::fwrite(text.data(), 1, text.size(), stdout);
        separator = ",\n";
    }
    std::fputs("\n]\n", stdout);
    return Done;
}

int printCsvSteps(const Log &log, const std::vector<std::uint32_t> &positions)
{
    writeCsvHeader(std::cout);
    for (const auto position : positions) {
        if (auto done = writeCsvStep(log, Position(position), std::cout); !done)
            return complain(done.error(), CannotRead);
    }
    std::cout.flush();
    return Done;
}

int printForPeople(const Log &log, const std::vector<std::uint32_t> &positions)
{
    for (const auto position : positions) {
        const auto step = log.at(Position(position));
        auto line =
            fmt::format("{:>8}  {}  {:<11} {} -> {}", position, formatTimeOfDay(step.time, 6),
                        stepKindName(step.kind), log.participantName(step.sender),
                        log.participantName(step.receiver));
        if (step.type.isValid()) line += fmt::format("  {}", log.name(step.type));
        if (step.subject.isValid()) line += fmt::format("  {}", log.name(step.subject));
        if (step.isRetry()) line += fmt::format("  attempt {}", step.attempt);
        if (step.failed) {
            if (const auto reason = log.reason(step.position); reason && !reason->empty())
                line += fmt::format("  ({})", *reason);
        }
        if (step.evidence == Evidence::Inferred) line += "  inferred";
        line += '\n';
        std::fwrite(line.data(), 1, line.size(), stdout);
    }
    return Done;
}

} // namespace

int steps(const StepsOptions &options)
{
    const auto log = openLog(options.input);
    if (!log) return complain(log.error(), CannotRead);
    const auto positions = chosenPositions(**log, options);
    if (!positions) return complain(positions.error(), WrongUsage);
    auto status = Done;
    if (options.csv)
        status = static_cast<ExitStatus>(printCsvSteps(**log, *positions));
    else if (options.json)
        status = static_cast<ExitStatus>(printJsonSteps(**log, *positions));
    else
        status = static_cast<ExitStatus>(printForPeople(**log, *positions));
    if (status == Done && positions->empty() && !options.filter.empty()) return AnswerIsNo;
    return status;
}

} // namespace playhead::cli
