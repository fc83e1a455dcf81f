// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/stepline.h"

#include <fmt/format.h>

#include <utility>

namespace playhead::cli {

std::string stepLine(const Log &log, Position position)
{
    const auto step = log.at(position);
    auto line = fmt::format("{:>8}  {}  {:<11} {} -> {}", position.value(),
                            formatTimeOfDay(step.time, 6), stepKindName(step.kind),
                            log.participantName(step.sender), log.participantName(step.receiver));
    if (step.type.isValid()) line += fmt::format("  {}", log.name(step.type));
    if (step.subject.isValid()) line += fmt::format("  {}", log.name(step.subject));
    if (step.isRetry()) line += fmt::format("  attempt {}", step.attempt);
    if (step.failed) {
        if (const auto reason = log.reason(step.position); reason && !reason->empty())
            line += fmt::format("  ({})", *reason);
    }
    if (step.evidence == Evidence::Inferred) line += "  inferred";
    return line;
}

Result<Json> stepJson(const Log &log, Position position)
{
    const auto step = log.at(position);
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
    if (step.failed) {
        const auto reason = log.reason(position);
        if (!reason) return tl::unexpected(reason.error());
        if (!reason->empty()) json["reason"] = *reason;
    }
    if (!step.event.isValid()) return json;
    const auto event = log.event(step.event);
    if (!event) return tl::unexpected(event.error());
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

} // namespace playhead::cli
