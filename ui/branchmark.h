// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"

#include <cstdint>
#include <unordered_map>

namespace playhead {

/// What a branch makes of an event of the log.
enum class BranchMark : std::uint8_t { None, Skipped, Changed, Moved };

/// Those that it makes something else of.
using BranchMarks = std::unordered_map<EventNumber, BranchMark>;

} // namespace playhead
