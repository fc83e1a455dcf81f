// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"

namespace playhead {

/// Whose eyes a state is seen through. The log: every event, once, at the step that first shows it
/// (its publish). A consumer: the events it acknowledged, at the ack, in its order.
struct Observer
{
    ParticipantId consumer; ///< none: the log
    /// A consumer's: an event counts only the first time that it is acknowledged, as if the
    /// consumer recognised redeliveries. Else each acknowledgement counts again. Without meaning
    /// for the log.
    bool idempotent = false;

    [[nodiscard]] bool isLog() const { return !consumer.isValid(); }
    bool operator==(const Observer &) const = default;
};

} // namespace playhead
