// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/timehistogram.h"

#include <algorithm>

namespace playhead {
namespace {

std::int64_t floorDivided(std::int64_t value, std::int64_t by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

TimeBin makeBin(const Log &log, std::uint64_t first, std::uint64_t end)
{
    TimeBin bin;
    if (first >= end) return bin;
    bin.first = Position(first);
    bin.last = Position(end - 1);
    auto sum = log.density().summarize(log.index(), bin.first, bin.last);
    bin.steps = static_cast<std::uint32_t>(sum.steps());
    bin.failures = sum.failures;
    bin.retries = sum.retries;
    bin.types = std::move(sum.types);
    return bin;
}

} // namespace

const TimeBin *TimeHistogram::binAt(Timestamp time) const
{
    const auto at = floorDivided(time, binWidth) - firstBin;
    if (at < 0 || at >= static_cast<std::int64_t>(bins.size())) return nullptr;
    return &bins[static_cast<std::size_t>(at)];
}

TimeHistogramPtr makeTimeHistogram(const Log &log, Position watermark, Timestamp start,
                                   Timestamp end, Duration binWidth,
                                   const TimeHistogramPtr &previous, const std::stop_token &stop)
{
    auto out = std::make_shared<TimeHistogram>();
    out->binWidth = binWidth;
    out->firstBin = floorDivided(start, binWidth);
    out->watermark = watermark;
    if (!watermark.isValid()) return out;

    const auto count = floorDivided(end, binWidth) - out->firstBin + 1;
    out->bins.resize(static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
    const auto pastEnd = watermark.value() + 1;
    const auto positionOf = [&](std::size_t bin) {
        return std::min(log.index().firstNotBefore(out->startOf(bin)).value(), pastEnd);
    };
    // Steps still to come count at or after the latest time so far.
    const auto latest = log.index().timeAt(watermark);
    out->finalUntil = floorDivided(latest, binWidth) * binWidth;

    const auto reused = [&](std::size_t bin) -> const TimeBin * {
        if (!previous || previous->binWidth != binWidth) return nullptr;
        const auto begin = out->startOf(bin);
        return begin + binWidth <= previous->finalUntil ? previous->binAt(begin) : nullptr;
    };
    std::uint64_t begin = 0; // position where the bin starts; 0: not known
    for (std::size_t i = 0; i < out->bins.size(); ++i) {
        if (stop.stop_requested()) return nullptr;
        if (const auto *bin = reused(i)) {
            out->bins[i] = *bin;
            begin = 0;
        } else {
            if (begin == 0) begin = positionOf(i);
            const auto next = positionOf(i + 1);
            out->bins[i] = makeBin(log, begin, next);
            begin = next;
        }
        out->highest = std::max(out->highest, out->bins[i].steps);
    }
    return out;
}

} // namespace playhead
