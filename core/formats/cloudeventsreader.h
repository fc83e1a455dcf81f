// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/logreader.h"

namespace playhead {

/// CloudEvents 1.0 in JSON: one event, an array of them (`application/cloudevents-batch+json`), or
/// one a line. An event of a plain file is a publish, from its source to the channel that an
/// extension attribute names (`channel`, `topic`, `queue`, `exchange`), else `events`. What our own
/// export wrote comes back step by step (see cloudeventattributes.h).
const LogReader &cloudEventsReader();

} // namespace playhead
