// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/projection.h"

namespace playhead {

/// Adds the native projections that scenarios bring, such as `users`.
void addScenarioProjections(ProjectionTable &projections);

} // namespace playhead
