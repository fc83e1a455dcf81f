// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/logreader.h"

namespace playhead {

/// Any JSON Lines (or an array of objects): each record is an event that its source publishes, by a
/// FieldMapping: LogInput::mapping, or guessed. A record without a type is a `record`; one without
/// a time has that of the record before it; one without a source comes from the file's name; the
/// channel is `events` where none is mapped.
const LogReader &jsonLinesReader();

} // namespace playhead
