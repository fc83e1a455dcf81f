// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/timestamp.h"

#include <cstdint>

namespace playhead {

/// What goes wrong between a channel and one subscription. A value; see Subscription::setFaults.
struct Faults
{
    /// From the channel to the consumer. Deliveries never overtake each other on the way.
    Duration latency = 0;
    /// Added to or taken from the latency, evenly distributed; at most the latency is taken.
    Duration latencyJitter = 0;
    /// The share (0 to 1) of deliveries that never reach the handler. They are noticed by the
    /// acknowledgement time-out; without one they are lost for good, and counted.
    double loss = 0;
    /// The share (0 to 1) of deliveries that arrive a second time after they were acknowledged.
    double duplicates = 0;

    [[nodiscard]] bool any() const
    {
        return latency > 0 || latencyJitter > 0 || loss > 0 || duplicates > 0;
    }
    bool operator==(const Faults &) const = default;
};

/// How a consumer is.
enum class ConsumerState : std::uint8_t {
    Running,
    Paused, ///< nothing is delivered; what it has already got, it may still acknowledge
    Crashed ///< nothing is delivered, and what it had not acknowledged is delivered again
};

} // namespace playhead
