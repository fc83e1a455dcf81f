// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/timestamp.h"

#include <cstdint>

namespace playhead {

/// What goes wrong between a channel and one subscription. A value; see Subscription::setFaults.
struct Faults
{
    /// From the channel to the consumer. Deliveries overtake each other only where `reorder` says
    /// so.
    Duration latency = 0;
    /// Added to or taken from the latency, evenly distributed; at most the latency is taken.
    Duration latencyJitter = 0;
    /// The share (0 to 1) of deliveries that never reach the handler. They are noticed by the
    /// acknowledgement time-out; without one they are lost for good, and counted.
    double loss = 0;
    /// The share (0 to 1) of deliveries that arrive a second time after they were acknowledged.
    double duplicates = 0;
    /// The share (0 to 1) of deliveries that the next one overtakes, also within a subject. At most
    /// one is held back at a time, so that 1 swaps them in pairs. Where no other follows within
    /// longestHold after it would have arrived, it arrives all the same.
    double reorder = 0;

    static constexpr Duration longestHold = nanosecondsPerSecond;

    [[nodiscard]] bool any() const
    {
        return latency > 0 || latencyJitter > 0 || loss > 0 || duplicates > 0 || reorder > 0;
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
