// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/timestamp.h"

#include <chrono>

namespace playhead {

/// When an event of the log is due in a replay. Pure: it is told what time it is. One thread.
///
/// Order is by position: an event whose time lies before that of an earlier one is due with that.
class ReplayClock
{
public:
    using Time = std::chrono::steady_clock::time_point;

    /// `speed` as ReplayChoice::lengthAt() takes it.
    explicit ReplayClock(double speed) : m_speed(speed) {}

    /// When to publish an event that the log has at `logged`. The first one is due at `now`.
    Time due(Timestamp logged, Time now);

    /// Nothing was published from one time to the other: all that follows comes so much later.
    void stoodStill(Time from, Time to) { m_start += to - from; }

private:
    double m_speed;
    bool m_begun = false;
    Time m_start;
    Timestamp m_first = 0;
    Duration m_latest = 0; ///< of the log's time since m_first
};

} // namespace playhead
