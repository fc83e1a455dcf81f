// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "replay/standingindex.h"

#include <QString>

namespace playhead {

/// What the pointer is over, in a few lines: kind, event, way and time of a step.
[[nodiscard]] QString stepTip(const Log &log, Position position);

/// The same for many steps: how many, how many failed, when. `shown` of them are shown. Cost:
/// O(log n).
[[nodiscard]] QString rangeTip(const Log &log, Position first, Position last, std::uint64_t shown);

/// `mail stands here: #123 order.placed, acknowledged at #130`, and how far behind that is.
[[nodiscard]] QString standingTip(const Log &log, const ConsumerStanding &standing);

} // namespace playhead
