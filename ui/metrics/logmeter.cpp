// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/logmeter.h"

#include "metrics/durationcounts.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <unordered_map>

namespace playhead {
namespace {

std::int64_t floorDivided(std::int64_t value, std::int64_t by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

/// What became of every event at every consumer: two bits each for the first 32 consumers that are
/// seen, which is nearly always all of them, and a hash map for the others.
class DeliveryStates
{
public:
    /// Position of the first publish step, 0 while none is known.
    std::uint32_t &publishedAt(EventNumber event) { return at(event).published; }

    struct Was
    {
        bool delivered = false;
        bool finished = false;
    };
    /// Each notes that it has happened and answers what had happened before.
    Was deliver(EventNumber event, ParticipantId consumer) { return note(event, consumer, 1); }
    Was finish(EventNumber event, ParticipantId consumer) { return note(event, consumer, 2); }

private:
    struct Event
    {
        std::uint32_t published = 0;
        std::array<std::uint32_t, 2> done = {}; ///< delivered, finished: a bit a consumer
    };

    Event &at(EventNumber event)
    {
        if (m_events.size() <= event.value()) m_events.resize(event.value() + std::size_t(1));
        return m_events[event.value()];
    }

    std::uint16_t slotOf(ParticipantId consumer)
    {
        if (m_slots.size() <= consumer.value()) m_slots.resize(consumer.value() + std::size_t(1));
        auto &slot = m_slots[consumer.value()];
        if (slot == 0) slot = ++m_slotCount;
        return static_cast<std::uint16_t>(slot - 1);
    }

    Was note(EventNumber event, ParticipantId consumer, std::uint8_t what)
    {
        const auto slot = slotOf(consumer);
        if (slot >= 32) {
            auto &done = m_others[std::uint64_t(event.value()) << 16U | slot];
            const Was was{(done & 1U) != 0, (done & 2U) != 0};
            done |= what;
            return was;
        }
        auto &done = at(event).done;
        const auto bit = std::uint32_t(1) << slot;
        const Was was{(done[0] & bit) != 0, (done[1] & bit) != 0};
        done[what - 1U] |= bit;
        return was;
    }

    std::vector<Event> m_events;
    std::vector<std::uint16_t> m_slots; ///< by participant, from 1; 0: none yet
    std::uint16_t m_slotCount = 0;
    std::unordered_map<std::uint64_t, std::uint8_t> m_others;
};

} // namespace

std::size_t LogMetrics::knownFirst() const
{
    const auto bin = floorDivided(earliest, binWidth) - firstBin;
    return static_cast<std::size_t>(
        std::clamp<std::int64_t>(bin, 0, static_cast<std::int64_t>(binCount)));
}

std::size_t LogMetrics::knownEnd() const
{
    if (!watermark.isValid()) return knownFirst();
    const auto bin = floorDivided(latest, binWidth) - firstBin + 1;
    return static_cast<std::size_t>(
        std::clamp<std::int64_t>(bin, 0, static_cast<std::int64_t>(binCount)));
}

std::vector<BinRun> LogMetrics::runs() const
{
    std::vector<BinRun> runs;
    for (auto bin = knownFirst(); bin < knownEnd(); ++bin)
        runs.push_back({bin, bin + 1, startOf(bin), binWidth});
    if (runs.size() < 2) return runs; // all that is known of the rate: at most this many in a bin

    // Only the first and the last bin of the log are covered in part. What the log does not cover
    // would show as a drop of the rate that never was.
    auto &first = runs.front();
    if (earliest > first.start) {
        first.covered -= earliest - first.start;
        first.start = earliest;
    }
    auto &last = runs.back();
    last.covered = std::min(last.covered, latest - last.start);
    const auto join = [&](std::size_t i) {
        runs[i].end = runs[i + 1].end;
        runs[i].covered += runs[i + 1].covered;
        runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    };
    if (last.covered < binWidth / 2.0) join(runs.size() - 2);
    if (runs.size() > 1 && runs.front().covered < binWidth / 2.0) join(0);
    runs.front().covered = std::max<Duration>(runs.front().covered, 1);
    return runs;
}

/// The columns read so far, folded into bins from `firstBin` on; also those behind the end asked
/// for, so that a range that grows with the log reads no step twice.
class LogMeter::Private
{
public:
    explicit Private(LogPtr source) : log(std::move(source)) {}

    void restart(std::int64_t bin, Duration width)
    {
        firstBin = bin;
        binWidth = width;
        read = 0;
        states = {};
        lastNack.clear();
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

    void fill(LogMetrics &out) const;

    LogPtr log;
    std::int64_t firstBin = 0;
    Duration binWidth = 0;
    std::uint64_t read = 0; ///< steps taken in
    Timestamp earliest = 0;
    Timestamp latest = 0;
    DeliveryStates states;
    std::unordered_map<std::uint32_t, ParticipantId> lastNack; ///< by event, until it is dead
    std::map<ParticipantId, std::int64_t> lagBefore;           ///< at the start of the first bin
    std::vector<Bin> bins;

private:
    /// The bin of a time; null before the first and far behind it.
    Bin *binAt(Timestamp time)
    {
        const auto at = floorDivided(time, binWidth) - firstBin;
        if (at < 0 || at >= mostBins) return nullptr;
        const auto i = static_cast<std::size_t>(at);
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
        if (read == 0) earliest = latest = step.time;
        latest = std::max(latest, step.time);
        auto *bin = binAt(latest);
        switch (step.kind) {
        case StepKind::Publish: takePublish(step, bin); break;
        case StepKind::Deliver: takeDelivery(step, bin); break;
        case StepKind::Ack: finish(step, step.sender); break;
        case StepKind::Nack: lastNack[step.event.value()] = step.sender; break;
        case StepKind::DeadLetter:
            if (bin) ++bin->deadLetters;
            finish(step, gaveUp(step));
            break;
        default: break;
        }
    }

    void takePublish(const Step &step, Bin *bin)
    {
        if (step.event.isValid()) {
            auto &at = states.publishedAt(step.event);
            if (at != 0) return; // once an event, however often it is forwarded
            at = static_cast<std::uint32_t>(step.position.value());
        }
        if (bin) ++bin->published[step.type];
    }

    void takeDelivery(const Step &step, Bin *bin)
    {
        if (bin && step.isRetry()) ++bin->retries;
        if (!step.event.isValid()) return;
        const auto was = states.deliver(step.event, step.receiver);
        if (was.delivered) return;
        const auto publish = states.publishedAt(step.event);
        const auto from = publish != 0 ? log->index().timeAt(Position(publish)) : latest;
        if (publish != 0 && bin) bin->latency.add(step.time - from);
        if (!was.finished) changeLag(step.receiver, from, 1);
    }

    void finish(const Step &step, ParticipantId consumer)
    {
        if (!step.event.isValid()) return;
        const auto was = states.finish(step.event, consumer);
        if (was.delivered && !was.finished) changeLag(consumer, latest, -1);
    }

    /// The consumer that a dead letter is given up for. Where the channel sends it, that is whoever
    /// answered last that it could not deal with the event.
    ParticipantId gaveUp(const Step &step)
    {
        const auto nack = lastNack.find(step.event.value());
        if (nack == lastNack.end()) return step.sender;
        const auto consumer = nack->second;
        lastNack.erase(nack);
        return log->participants().role(step.sender) == Role::Channel ? consumer : step.sender;
    }
};

void LogMeter::Private::fill(LogMetrics &out) const
{
    const auto count = out.binCount;
    out.latencyP50.assign(count, -1);
    out.latencyP99.assign(count, -1);
    out.retries.assign(count, 0);
    out.deadLetters.assign(count, 0);
    auto lag = lagBefore;
    for (std::size_t i = 0; i < std::min(count, bins.size()); ++i)
        for (const auto &[consumer, change] : bins[i].lagChange)
            lag.try_emplace(consumer, 0);
    for (const auto &[consumer, value] : lag)
        out.lag[consumer].assign(count, 0);

    DurationCounts all;
    for (std::size_t i = 0; i < count; ++i) {
        if (i < bins.size()) {
            const auto &bin = bins[i];
            for (const auto &[type, events] : bin.published) {
                auto &column = out.published[type];
                column.resize(count);
                column[i] = events;
            }
            if (bin.latency.count() > 0) {
                out.latencyP50[i] = bin.latency.quantile(0.5);
                out.latencyP99[i] = bin.latency.quantile(0.99);
            }
            out.retries[i] = bin.retries;
            out.deadLetters[i] = bin.deadLetters;
            for (const auto &[consumer, change] : bin.lagChange)
                lag[consumer] += change;
            all.add(bin.latency);
        }
        for (const auto &[consumer, value] : lag)
            out.lag[consumer][i] = value;
    }
    out.rangeP50 = all.quantile(0.5);
    out.rangeP99 = all.quantile(0.99);
}

LogMeter::LogMeter(LogPtr log) : d(std::make_unique<Private>(std::move(log))) {}
LogMeter::~LogMeter() = default;

LogMetricsPtr LogMeter::measure(Position watermark, Timestamp start, Timestamp end,
                                Duration binWidth, const std::stop_token &stop)
{
    const auto firstBin = floorDivided(start, binWidth);
    const auto lastBin = floorDivided(end, binWidth);
    assert(lastBin >= firstBin && lastBin - firstBin < mostBins);
    if (d->binWidth != binWidth || d->firstBin != firstBin || d->read > watermark.value())
        d->restart(firstBin, binWidth);
    if (!d->readTo(watermark.value(), stop)) return nullptr;

    auto out = std::make_shared<LogMetrics>();
    out->binWidth = binWidth;
    out->firstBin = firstBin;
    out->binCount = static_cast<std::size_t>(lastBin - firstBin + 1);
    out->watermark = watermark;
    out->earliest = d->earliest;
    out->latest = d->latest;
    d->fill(*out);
    return out;
}

} // namespace playhead
