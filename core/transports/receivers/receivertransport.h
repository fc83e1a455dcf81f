// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/transport.h"

namespace playhead {

/// Listens on a port for what programs send by themselves; see Receiver. Both take both, and differ
/// in what they are for and in the port that goes without saying: 8080, and 4318 as OTLP has it.
[[nodiscard]] const Transport &cloudEventsReceiver(); ///< `http://127.0.0.1:8080/`
[[nodiscard]] const Transport &otlpReceiver();        ///< `otlp://127.0.0.1:4318`

} // namespace playhead
