// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/eventline.h"

#include <fmt/format.h>

namespace playhead::cli {

std::string eventLine(const Log &log, EventNumber event, Position position)
{
    if (!position.isValid()) return fmt::format("event {}, which no step shows", event.value());
    const auto step = log.at(position);
    auto line = fmt::format("{:>8}  {}  {}", position.value(), formatTimeOfDay(step.time, 6),
                            log.name(step.type));
    if (step.subject.isValid()) line += fmt::format("  {}", log.name(step.subject));
    return line;
}

Json eventJson(const Log &log, EventNumber event, Position position)
{
    Json json = {{"position", nullptr}};
    if (position.isValid()) {
        const auto step = log.at(position);
        json["position"] = position.value();
        json["time"] = formatTimestamp(step.time);
        json["kind"] = stepKindName(step.kind);
        json["type"] = log.name(step.type);
        json["subject"] = log.name(step.subject);
    }
    if (const auto read = log.event(event)) {
        json["id"] = read->id;
        json["source"] = read->source;
    }
    return json;
}

} // namespace playhead::cli
