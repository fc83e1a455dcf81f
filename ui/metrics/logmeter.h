// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"

#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <vector>

namespace playhead {

/// A stretch of time that a rate is taken over: one bin, or two where the log covers less than half
/// of the first or last one.
struct BinRun
{
    std::size_t first = 0; ///< bins
    std::size_t end = 0;   ///< one past the last
    Timestamp start = 0;
    Duration covered = 1; ///< above 0
};

/// What the charts show, by time, in bins of equal length that start at multiples of it. Immutable.
///
/// - A published event counts once, where its first publish step lies.
/// - The latency of a delivery is the time from the publish step of its event to the first deliver
///   step at a consumer, counted where it was delivered.
/// - A consumer's lag is how many of the events that reach it in this log were published but not
///   yet acknowledged or dead-lettered by it at the end of a bin. An event still on its way to a
///   consumer counts once it is first delivered, then from its publish on. A dead letter that the
///   channel sends is its that answered last with a nack.
///
/// A step whose clock ran backwards counts at the latest time before it.
struct LogMetrics
{
    Duration binWidth = 1;
    std::int64_t firstBin = 0; ///< the bin that starts at firstBin * binWidth
    std::size_t binCount = 0;
    Position watermark;
    Timestamp earliest = 0; ///< of the log, up to the watermark
    Timestamp latest = 0;

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

    /// The bins that the log reaches into: from `knownFirst` to before `knownEnd`. Outside of them
    /// nothing is known, which is not the same as that nothing happened.
    [[nodiscard]] std::size_t knownFirst() const;
    [[nodiscard]] std::size_t knownEnd() const;

    /// The known bins as stretches to take rates over, in order.
    [[nodiscard]] std::vector<BinRun> runs() const;
};

using LogMetricsPtr = std::shared_ptr<const LogMetrics>;

/// Measures a log range by range, keeping what it has read: a longer log costs its new steps only,
/// another range or bin width a pass over the columns (about 20 ns a step). Keeps 12 bytes an
/// event.
///
/// One thread at a time. Give every log a meter of its own.
class LogMeter
{
public:
    static constexpr std::int64_t mostBins = 2'048;

    explicit LogMeter(LogPtr log);
    ~LogMeter();
    LogMeter(const LogMeter &) = delete;
    LogMeter &operator=(const LogMeter &) = delete;

    /// What happened from `start` to `end` (not before it), up to `watermark`, in bins of
    /// `binWidth` (above 0), at most mostBins of them. Null where asked to stop.
    LogMetricsPtr measure(Position watermark, Timestamp start, Timestamp end, Duration binWidth,
                          const std::stop_token &stop = {});

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace playhead
