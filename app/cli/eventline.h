// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "replay/json.h"

#include <string>

namespace playhead::cli {

/// An event as `why` and `find` name it, on one line: position, time, type and subject of the step
/// that shows it, or its number where no step does.
[[nodiscard]] std::string eventLine(const Log &log, EventNumber event, Position position);

/// The same as JSON: position, time, kind, type, subject, and id and source where the event can be
/// read.
[[nodiscard]] Json eventJson(const Log &log, EventNumber event, Position position);

} // namespace playhead::cli
