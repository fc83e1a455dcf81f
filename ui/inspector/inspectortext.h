// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "replay/json.h"
#include "totext.h"

#include <QString>

namespace playhead {

/// `Deliver`, `Dead letter`: the kind of step for a person.
[[nodiscard]] QString kindText(StepKind kind);

/// `#8 410 order.paid`. Reads columns only.
[[nodiscard]] QString stepTitle(const Log &log, Position position);

/// The data as a value: JSON parsed (text where it is not valid JSON), text and base64 of bytes as
/// a string; null without data. For worker threads: cost grows with the data.
[[nodiscard]] Json eventData(const Event &event);

/// The data as text for reading and copying: JSON indented, bytes as base64.
[[nodiscard]] QString eventDataText(const Event &event);

/// The event in CloudEvents 1.0 JSON format, indented.
[[nodiscard]] QString cloudEventText(const Event &event);

} // namespace playhead
