// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/result.h"

#include <string_view>

namespace playhead {

/// Reads a place in a log as people write it, for the command line and for "go to":
///
/// - `8412`, `#8412`, `8 412`: a position; `first`, `last`
/// - `50%`: that share of the steps
/// - `2026-11-23T12:04:31.9Z`: the last step not after that time (the first, if all are after it)
/// - `12:04`, `12:04:31.9`: a time of day (UTC) on the first day of the log, or, where that is
/// before
///   its first step, on the next
/// - `-30s`, `+1.5m`, `-200ms`: that far from the time of `from` (units ns us ms s m h d)
///
/// Positions past the end are an error that names the range; times and shares are clamped. An empty
/// log has no places. Thread-safe. Cost: a binary search.
Result<Position> parsePlace(const Log &log, std::string_view text, Position from);

} // namespace playhead
