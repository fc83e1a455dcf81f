// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

namespace playhead {

/// The steps whose time lies in one bin. A step whose clock ran backwards counts where the latest
/// step before it lies, so that bins are ranges of positions.
struct TimeBin
{
    Position first; ///< none: the bin is empty
    Position last;
    std::uint32_t steps = 0;
    std::uint32_t failures = 0;
    std::uint32_t retries = 0;
    std::vector<DensitySummary::Type> types; ///< sorted by type; steps without one are left out

    bool isEmpty() const { return steps == 0; }
};

/// Steps by time, in bins of equal length that start at multiples of it. Immutable; computed on a
/// worker.
struct TimeHistogram
{
    Duration binWidth = 1;
    std::int64_t firstBin = 0; ///< the bin that starts at firstBin * binWidth
    std::vector<TimeBin> bins;
    std::uint32_t highest = 0; ///< most steps in one bin
    Position watermark;        ///< the end of the log that it was made for
    Timestamp finalUntil = 0;  ///< bins that end by this time do not change any more

    [[nodiscard]] Timestamp startOf(std::size_t bin) const
    {
        return (firstBin + static_cast<std::int64_t>(bin)) * binWidth;
    }
    /// The bin of a time; null outside.
    [[nodiscard]] const TimeBin *binAt(Timestamp time) const;
};

using TimeHistogramPtr = std::shared_ptr<const TimeHistogram>;

/// Counts the steps of `start` to `end`, up to `watermark`, by time. Bins that `previous` (of the
/// same log) has and that cannot have changed are taken from there. Any thread. Cost: a few
/// microseconds a new bin, whatever the log's length. Null where asked to stop.
TimeHistogramPtr makeTimeHistogram(const Log &log, Position watermark, Timestamp start,
                                   Timestamp end, Duration binWidth,
                                   const TimeHistogramPtr &previous = {},
                                   const std::stop_token &stop = {});

} // namespace playhead
