// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/logexport.h"

namespace playhead {

/// CSV (RFC 4180) with a header, a line a step.
const LogExport &csvExport();

} // namespace playhead
