// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/logexport.h"

namespace playhead {

/// JSON Lines of CloudEvents 1.0, a line a step; see cloudeventattributes.h. Reading the file again
/// gives the same steps and events.
const LogExport &cloudEventsExport();

} // namespace playhead
