// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "republish/logreplay.h"

#include <QString>

namespace playhead {

/// What a replay would do: how many events, where to, how long it takes, what is left out.
[[nodiscard]] QString choiceText(const ReplayChoice &choice, double speed);

/// How a replay is going, or how it ended.
[[nodiscard]] QString progressText(const ReplayProgress &progress);

} // namespace playhead
