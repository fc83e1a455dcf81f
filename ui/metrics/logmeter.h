// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <vector>

namespace playhead {

/// Durations sorted into buckets that are 1/16 of a power of two wide, so that a quantile is right
/// within 4 %, whatever their number. The idea is Gil Tene's HdrHistogram.
class DurationCounts
{
public:
    void add(Duration duration); ///< below 0 counts as 0
    void add(const DurationCounts &other);
    /// The duration that a share `quantile` (0 to 1) does not exceed; 0 where there is none at all.
    [[nodiscard]] Duration quantile(double quantile) const;
    [[nodiscard]] std::uint64_t count() const { return m_count; }

private:
    static constexpr int subBits = 4;
    static std::size_t bucketOf(std::uint64_t duration);
    static Duration middleOf(std::size_t bucket);

    std::vector<std::uint32_t> m_buckets;
    std::uint64_t m_count = 0;
};

/// What the charts show, by time, in bins of equal length that start at multiples of it. Immutable.
///
/// - A published event counts where its publish step lies.
/// - The latency of a delivery is the time from the publish step of its event to its first deliver
///   step at a consumer, counted where it was delivered.
/// - A consumer's lag is how many of the events that reach it in this log were published but not
/// yet
///   acknowledged or dead-lettered by it at the end of a bin. An event still on its way to a
///   consumer counts once it is first delivered, then from its publish on.
///
/// A step whose clock ran backwards counts at the latest time before it.
struct LogMetrics
{
    Duration binWidth = 1;
    std::int64_t firstBin = 0; ///< the bin that starts at firstBin * binWidth
    std::size_t binCount = 0;
    Position watermark;

    std::map<NameId, std::vector<std::uint32_t>> published; ///< events per bin, by type
    std::vector<Duration> latencyP50;                       ///< per bin; -1: no delivery
    std::vector<Duration> latencyP99;
    std::map<ParticipantId, std::vector<std::int64_t>> lag; ///< at the end of each bin
    std::vector<std::uint32_t> retries;
    std::vector<std::uint32_t> deadLetters;
    Duration rangeP50 = 0; ///< of all deliveries in the range
    Duration rangeP99 = 0;

    [[nodiscard]] Timestamp startOf(std::size_t bin) const
    {
        return (firstBin + static_cast<std::int64_t>(bin)) * binWidth;
    }
};

using LogMetricsPtr = std::shared_ptr<const LogMetrics>;

/// Measures a log range by range, keeping what it has read: a longer log costs its new steps only,
/// another range or bin width a pass over the columns (about 20 ns a step). Keeps 4 bytes an event
/// and 8 bytes a delivery that is under way.
///
/// One thread at a time. Give every log a meter of its own.
class LogMeter
{
public:
    explicit LogMeter(LogPtr log);
    ~LogMeter();

    /// What happened from `start` to `end`, up to `watermark`. Null where asked to stop.
    /// At most 2,048 bins.
    LogMetricsPtr measure(Position watermark, Timestamp start, Timestamp end, Duration binWidth,
                          const std::stop_token &stop = {});

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace playhead
