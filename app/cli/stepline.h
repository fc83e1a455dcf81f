// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/result.h"
#include "replay/json.h"

#include <string>

namespace playhead::cli {

/// A step as `steps` lists it, without a line end: position, time, kind, from whom to whom, type,
/// subject and what is special about it.
[[nodiscard]] std::string stepLine(const Log &log, Position position);

/// A step with its event as JSON. Fails where that cannot be read.
[[nodiscard]] Result<Json> stepJson(const Log &log, Position position);

} // namespace playhead::cli
