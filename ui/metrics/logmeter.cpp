// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/logmeter.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>
#include <unordered_set>

namespace playhead {
namespace {

std::int64_t floorDivided(std::int64_t value, std::int64_t by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

constexpr std::int64_t mostBins = 2'048;

std::uint64_t deliveryKey(EventNumber event, ParticipantId consumer)
{
    return std::uint64_t(event.value()) << 16U | consumer.value();
}

} // namespace

std::size_t DurationCounts::bucketOf(std::uint64_t duration)
{
    constexpr std::uint64_t sub = 1U << subBits;
    if (duration < sub) return duration;
    const auto shift = static_cast<unsigned>(std::bit_width(duration)) - subBits - 1U;
    return (static_cast<std::size_t>(shift) + 1) * sub + ((duration >> shift) - sub);
}

Duration DurationCounts::middleOf(std::size_t bucket)
{
    constexpr std::size_t sub = 1U << subBits;
    if (bucket < sub) return static_cast<Duration>(bucket);
    const auto shift = bucket / sub - 1;
    const auto low = static_cast<std::uint64_t>(bucket % sub + sub) << shift;
    return static_cast<Duration>(low + ((std::uint64_t(1) << shift) >> 1U));
}

void DurationCounts::add(Duration duration)
{
    const auto bucket = bucketOf(static_cast<std::uint64_t>(std::max<Duration>(duration, 0)));
    if (bucket >= m_buckets.size()) m_buckets.resize(bucket + 1);
    ++m_buckets[bucket];
    ++m_count;
}

void DurationCounts::add(const DurationCounts &other)
{
    if (other.m_buckets.size() > m_buckets.size()) m_buckets.resize(other.m_buckets.size());
    for (std::size_t i = 0; i < other.m_buckets.size(); ++i)
        m_buckets[i] += other.m_buckets[i];
    m_count += other.m_count;
}

Duration DurationCounts::quantile(double quantile) const
{
    if (m_count == 0) return 0;
    const auto wanted = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(quantile * static_cast<double>(m_count) + 0.999999));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        seen += m_buckets[i];
        if (seen >= wanted) return middleOf(i);
    }
    return middleOf(m_buckets.size() - 1);
}

/// The columns read so far, folded into bins from `firstBin` on; also those behind the end asked
/// for, so that a range that grows with the log reads no step twice.
class LogMeter::Private
{
public:
    explicit Private(LogPtr log) : log(std::move(log)) {}

    void restart(std::int64_t bin, Duration width)
    {
        firstBin = bin;
        binWidth = width;
        read = 0;
        latest = std::numeric_limits<Timestamp>::min();
        publishedAt.clear();
        underWay.clear();
        bins.clear();
        lagBefore.clear();
    }

    bool readTo(std::uint64_t end, const std::stop_token &stop)
    {
        for (; read < end; ++read) {
            if (read % 65'536 == 0 && stop.stop_requested()) return false;
            take(log->at(Position(read + 1)));
        }
        return true;
    }

    struct Bin
    {
        std::map<NameId, std::uint32_t> published;
        std::map<ParticipantId, std::int64_t> lagChange;
        DurationCounts latency;
        std::uint32_t retries = 0;
        std::uint32_t deadLetters = 0;
    };

    /// The bin of a time; null before the first and far behind it.
    Bin *binAt(Timestamp time)
    {
        const auto at = floorDivided(time, binWidth);
        if (at < firstBin || at >= firstBin + mostBins) return nullptr;
        const auto i = static_cast<std::size_t>(at - firstBin);
        if (i >= bins.size()) bins.resize(i + 1);
        return &bins[i];
    }

    void changeLag(ParticipantId consumer, Timestamp time, std::int64_t by)
    {
        if (auto *bin = binAt(time))
            bin->lagChange[consumer] += by;
        else if (floorDivided(time, binWidth) < firstBin)
            lagBefore[consumer] += by;
    }

    void take(const Step &step)
    {
        latest = std::max(latest, step.time);
        auto *bin = binAt(latest);
        switch (step.kind) {
        case StepKind::Publish:
            if (step.event.isValid()) {
                if (publishedAt.size() <= step.event.value())
                    publishedAt.resize(step.event.value() + 1);
                auto &at = publishedAt[step.event.value()];
                if (at != 0) break; // once an event, however often it is forwarded
                at = static_cast<std::uint32_t>(step.position.value());
            }
            if (bin) ++bin->published[step.type];
            break;
        case StepKind::Deliver: takeDelivery(step, bin); break;
        case StepKind::Ack: finish(step); break;
        case StepKind::DeadLetter:
            if (bin) ++bin->deadLetters;
            finish(step);
            break;
        default: break;
        }
    }

    void takeDelivery(const Step &step, Bin *bin)
    {
        if (step.isRetry()) {
            if (bin) ++bin->retries;
            return;
        }
        const auto event = step.event.value();
        const auto publish = event < publishedAt.size() ? publishedAt[event] : 0;
        const auto from = publish != 0 ? log->index().timeAt(Position(publish)) : step.time;
        if (publish != 0 && bin) bin->latency.add(step.time - from);
        if (!step.event.isValid()) return;
        if (underWay.insert(deliveryKey(step.event, step.receiver)).second)
            changeLag(step.receiver, from, 1);
    }

    void finish(const Step &step)
    {
        if (underWay.erase(deliveryKey(step.event, step.sender)) != 0)
            changeLag(step.sender, latest, -1);
    }

    LogPtr log;
    std::int64_t firstBin = 0;
    Duration binWidth = 0;
    std::uint64_t read = 0; ///< steps taken in
    Timestamp latest = 0;
    std::vector<std::uint32_t> publishedAt;     ///< position of the publish, by event number
    std::unordered_set<std::uint64_t> underWay; ///< deliveryKey
    std::map<ParticipantId, std::int64_t> lagBefore;
    std::vector<Bin> bins;
};

LogMeter::LogMeter(LogPtr log) : d(std::make_unique<Private>(std::move(log))) {}
LogMeter::~LogMeter() = default;

LogMetricsPtr LogMeter::measure(Position watermark, Timestamp start, Timestamp end,
                                Duration binWidth, const std::stop_token &stop)
{
    const auto firstBin = floorDivided(start, binWidth);
    const auto lastBin = floorDivided(end, binWidth);
    assert(lastBin - firstBin < mostBins);
    if (d->binWidth != binWidth || d->firstBin != firstBin || d->read > watermark.value())
        d->restart(firstBin, binWidth);
    if (!d->readTo(watermark.value(), stop)) return nullptr;

    auto out = std::make_shared<LogMetrics>();
    out->binWidth = binWidth;
    out->firstBin = firstBin;
    out->binCount = static_cast<std::size_t>(std::max<std::int64_t>(0, lastBin - firstBin + 1));
    out->watermark = watermark;
    const auto count = out->binCount;
    out->latencyP50.assign(count, -1);
    out->latencyP99.assign(count, -1);
    out->retries.assign(count, 0);
    out->deadLetters.assign(count, 0);
    auto lag = d->lagBefore;
    for (const auto &bin : d->bins)
        for (const auto &[consumer, change] : bin.lagChange)
            lag.try_emplace(consumer, 0);
    for (const auto &[consumer, value] : lag)
        out->lag[consumer].assign(count, 0);
    for (std::size_t i = 0; i < count; ++i) {
        if (i < d->bins.size()) {
            const auto &bin = d->bins[i];
            for (const auto &[type, events] : bin.published) {
                auto &column = out->published[type];
                column.resize(count);
                column[i] = events;
            }
            if (bin.latency.count() > 0) {
                out->latencyP50[i] = bin.latency.quantile(0.5);
                out->latencyP99[i] = bin.latency.quantile(0.99);
            }
            out->retries[i] = bin.retries;
            out->deadLetters[i] = bin.deadLetters;
            for (const auto &[consumer, change] : bin.lagChange)
                lag[consumer] += change;
        }
        for (const auto &[consumer, value] : lag)
            out->lag[consumer][i] = value;
    }
    DurationCounts all;
    for (std::size_t i = 0; i < std::min(count, d->bins.size()); ++i)
        all.add(d->bins[i].latency);
    out->rangeP50 = all.quantile(0.5);
    out->rangeP99 = all.quantile(0.99);
    return out;
}

} // namespace playhead
