// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/timestamp.h"

#include <QString>

#include <vector>

namespace playhead {

/// Time <-> pixel of a painted axis, as a value: what the timeline and the charts agree on.
/// `start` < `end` always holds; pixels are logical, from the left edge of the axis.
struct TimeAxis
{
    Timestamp start = 0;
    Timestamp end = nanosecondsPerSecond;
    double width = 1;

    static constexpr Duration shortestSpan = 1'000; ///< a microsecond

    [[nodiscard]] Duration span() const { return end - start; }
    [[nodiscard]] double xOf(Timestamp time) const;
    /// The time at a pixel, also left and right of the axis.
    [[nodiscard]] Timestamp timeAt(double x) const;

    /// The axis zoomed by `factor` (below 1: closer) around the pixel `x`, whose time stays.
    [[nodiscard]] TimeAxis zoomed(double factor, double x) const;
    /// The axis that shows as long a time, `shift` later.
    [[nodiscard]] TimeAxis moved(Duration shift) const;

    /// The axis that shows `first` to `last` and never an empty span.
    static TimeAxis fitting(Timestamp first, Timestamp last, double width);

    bool operator==(const TimeAxis &) const = default;
};

/// A label under the axis, its middle at `x`.
struct TimeTick
{
    double x = 0;
    QString text;
};

/// Labels at round times, so far apart that texts of `labelWidth(text)` pixels never touch and all
/// lie within the axis.
std::vector<TimeTick> timeTicks(const TimeAxis &axis, double characterWidth);

/// The smallest round length (1, 2, 5 times a power of ten nanoseconds) of at least `least`.
Duration roundDuration(double least);

/// How many digits a fraction of a second needs to tell apart times that lie `step` apart.
int fractionDigits(Duration step);

} // namespace playhead
