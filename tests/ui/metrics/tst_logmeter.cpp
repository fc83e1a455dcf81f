// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/durationcounts.h"
#include "metrics/logmeter.h"
#include "support/samplelog.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

using namespace playhead;

namespace {

constexpr Duration ms = nanosecondsPerMillisecond;

struct Flight
{
    Timestamp publish = 0;
    Timestamp end = std::numeric_limits<Timestamp>::max(); ///< acknowledged or dead-lettered
};

/// What a bin should hold, counted the long way.
struct Counted
{
    std::map<std::int64_t, std::map<NameId, std::uint32_t>> published;
    std::map<std::int64_t, std::vector<Duration>> latencies;
    std::map<std::int64_t, std::uint32_t> retries;
    std::map<std::int64_t, std::uint32_t> deadLetters;
    std::map<ParticipantId, std::vector<Flight>> flights;

    [[nodiscard]] std::int64_t lagAt(ParticipantId consumer, Timestamp time) const
    {
        const auto &all = flights.at(consumer);
        return std::count_if(all.begin(), all.end(), [time](const Flight &flight) {
            return flight.publish < time && flight.end >= time;
        });
    }
};

Counted counted(const Log &log, Position watermark, Duration width)
{
    Counted out;
    std::map<EventNumber, Timestamp> publishes;
    std::map<std::pair<EventNumber, ParticipantId>, Flight> flights;
    Timestamp latest = std::numeric_limits<Timestamp>::min();
    for (std::uint64_t i = 1; i <= watermark.value(); ++i) {
        const auto step = log.at(Position(i));
        latest = std::max(latest, step.time);
        const auto bin = latest / width;
        if (step.kind == StepKind::Publish && publishes.emplace(step.event, step.time).second)
            ++out.published[bin][step.type];
        if (step.kind == StepKind::Deliver) {
            out.retries[bin] += step.attempt > 1 ? 1 : 0;
            const auto publish = publishes.find(step.event);
            const bool known = publish != publishes.end();
            const Flight flight{known ? publish->second : latest};
            const auto [at, first] = flights.try_emplace({step.event, step.receiver}, flight);
            if (first && known)
                out.latencies[bin].push_back(std::max<Duration>(0, step.time - publish->second));
        }
        if (step.kind == StepKind::DeadLetter) ++out.deadLetters[bin];
        if (step.kind == StepKind::DeadLetter || step.kind == StepKind::Ack) {
            const auto at = flights.find({step.event, step.sender});
            if (at != flights.end()) at->second.end = std::min(at->second.end, latest);
        }
    }
    for (const auto &[key, flight] : flights)
        out.flights[key.second].push_back(flight);
    return out;
}

bool isNear(Duration measured, std::vector<Duration> sorted, double quantile)
{
    if (sorted.empty()) return measured == -1;
    std::sort(sorted.begin(), sorted.end());
    const auto rank = std::ceil(quantile * static_cast<double>(sorted.size()));
    const auto exact =
        static_cast<double>(sorted[static_cast<std::size_t>(std::max(1.0, rank)) - 1]);
    return std::abs(static_cast<double>(measured) - exact) <= exact * 0.04 + 1;
}

void compare(const Log &log, const LogMetrics &metrics)
{
    const auto expected = counted(log, metrics.watermark, metrics.binWidth);
    const auto in = [](const auto &map, std::int64_t bin) {
        const auto found = map.find(bin);
        return found == map.end() ? typename std::decay_t<decltype(map)>::mapped_type()
                                  : found->second;
    };
    for (std::size_t i = 0; i < metrics.binCount; ++i) {
        const auto bin = metrics.firstBin + static_cast<std::int64_t>(i);
        const auto published = in(expected.published, bin);
        for (const auto &[type, column] : metrics.published) {
            const auto count = published.find(type);
            QCOMPARE(column[i], count == published.end() ? 0U : count->second);
        }
        for (const auto &[type, count] : published)
            QVERIFY(metrics.published.contains(type));
        QVERIFY(isNear(metrics.latencyP50[i], in(expected.latencies, bin), 0.5));
        QVERIFY(isNear(metrics.latencyP99[i], in(expected.latencies, bin), 0.99));
        QCOMPARE(metrics.retries[i], in(expected.retries, bin));
        QCOMPARE(metrics.deadLetters[i], in(expected.deadLetters, bin));
        for (const auto &[consumer, column] : metrics.lag)
            QCOMPARE(column[i], expected.lagAt(consumer, metrics.startOf(i + 1)));
    }
}

LogMetricsPtr measured(LogMeter &meter, const Log &log, Duration width)
{
    return meter.measure(log.watermark(), log.index().minTime(), log.index().maxTime(), width);
}

/// A log written by hand: one channel, consumers by number.
class Story
{
public:
    Story &step(StepKind kind, Timestamp time, std::uint32_t event, int consumer = 0,
                std::uint8_t attempt = 1)
    {
        Step step;
        step.kind = kind;
        step.time = time;
        step.event = EventNumber(event);
        step.type = log->writableNames().intern("thing.happened");
        const auto who =
            log->writableParticipants().intern("c" + std::to_string(consumer), Role::Consumer);
        const auto channel = log->writableParticipants().intern("events", Role::Channel);
        step.sender = kind == StepKind::Deliver ? channel : who;
        step.receiver = kind == StepKind::Deliver ? who : channel;
        step.attempt = kind == StepKind::Deliver ? attempt : 0;
        log->writableIndex().append(step);
        log->writableIndex().publish();
        return *this;
    }
    /// As the bus says it: the channel hands the event on to another one.
    Story &deadLetterByChannel(Timestamp time, std::uint32_t event)
    {
        Step step;
        step.kind = StepKind::DeadLetter;
        step.failed = true;
        step.time = time;
        step.event = EventNumber(event);
        step.sender = log->writableParticipants().intern("events", Role::Channel);
        step.receiver = log->writableParticipants().intern("events.dead-letter", Role::Channel);
        log->writableIndex().append(step);
        log->writableIndex().publish();
        return *this;
    }
    [[nodiscard]] std::vector<std::int64_t> lag(int consumer, Duration width) const
    {
        LogMeter meter(log);
        const auto metrics = measured(meter, *log, width);
        return metrics->lag.at(log->participants().find("c" + std::to_string(consumer)));
    }

    std::shared_ptr<Log> log = std::make_shared<Log>();
};

} // namespace

class TestLogMeter : public QObject
{
    Q_OBJECT

private slots:
    void equalsBruteForce_data()
    {
        QTest::addColumn<quint64>("steps");
        QTest::addColumn<qint64>("width");
        QTest::newRow("one step") << quint64(1) << qint64(ms);
        QTest::newRow("fine") << quint64(2'000) << qint64(2 * ms);
        QTest::newRow("coarse") << quint64(20'000) << qint64(500 * ms);
        QTest::newRow("one bin") << quint64(3'000) << qint64(1'000'000) * nanosecondsPerSecond;
    }
    void equalsBruteForce()
    {
        QFETCH(quint64, steps);
        QFETCH(qint64, width);
        const auto log = test::makeShopLog(steps);
        LogMeter meter(log);
        const auto metrics = measured(meter, *log, width);
        QVERIFY(metrics->binCount <= LogMeter::mostBins);
        compare(*log, *metrics);
        std::uint64_t published = 0;
        for (const auto &[type, column] : metrics->published)
            published += std::accumulate(column.begin(), column.end(), std::uint64_t(0));
        QCOMPARE(published, log->eventCount());
    }

    void growsWithTheLogAsIfMadeAnew()
    {
        const auto log = test::makeShopLog(1'000);
        LogMeter meter(log);
        for (std::uint32_t round = 0; round < 6; ++round) {
            compare(*log, *measured(meter, *log, 100 * ms));
            test::appendShopSteps(*log, 900, round + 2);
        }
    }

    void anyRangeAndWidthInAnyOrder()
    {
        const auto log = test::makeShopLog(8'000);
        LogMeter meter(log);
        std::mt19937 random(7);
        const auto start = log->index().minTime();
        const auto span = log->index().maxTime() - start;
        for (int i = 0; i < 12; ++i) {
            const auto from = start + static_cast<Duration>(random()) % span;
            const auto width = Duration(1 + random() % 50) * ms;
            const auto length = static_cast<Duration>(random() % 300) * width;
            const Position watermark(1 + random() % 8'000);
            const auto metrics = meter.measure(watermark, from, from + length, width);
            QCOMPARE(metrics->watermark, watermark);
            compare(*log, *metrics);
        }
    }

    void stopsWhereAskedAndGoesOn()
    {
        const auto log = test::makeShopLog(5'000);
        LogMeter meter(log);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!meter.measure(log->watermark(), log->index().minTime(), log->index().maxTime(),
                               100 * ms, stop.get_token()));
        compare(*log, *measured(meter, *log, 100 * ms));
    }

    void lagCountsFromThePublishToTheFirstAck()
    {
        Story story;
        story.step(StepKind::Publish, 0, 1)
            .step(StepKind::Deliver, 250, 1, 1)
            .step(StepKind::Ack, 350, 1, 1)
            .step(StepKind::Ack, 360, 1, 1)         // said twice
            .step(StepKind::Deliver, 450, 1, 1)     // a duplicate is not late again
            .step(StepKind::Deliver, 460, 1, 2)     // another consumer
            .step(StepKind::Publish, 470, 1)        // forwarded: still the same event
            .step(StepKind::Nack, 550, 1, 2)        // not done yet
            .step(StepKind::Deliver, 560, 1, 2, 2)  // a retry
            .step(StepKind::DeadLetter, 650, 1, 2); // done
        QCOMPARE(story.lag(1, 100), (std::vector<std::int64_t>{1, 1, 1, 0, 0, 0, 0}));
        QCOMPARE(story.lag(2, 100), (std::vector<std::int64_t>{1, 1, 1, 1, 1, 1, 0}));
        LogMeter meter(story.log);
        const auto metrics = measured(meter, *story.log, 100);
        QCOMPARE(metrics->published.begin()->second,
                 (std::vector<std::uint32_t>{1, 0, 0, 0, 0, 0, 0}));
        QCOMPARE(metrics->latencyP50[5], Duration(-1)); // a retry is no delivery
        compare(*story.log, *metrics);
    }

    void whatTheChannelGaveUpIsNoLag()
    {
        Story story;
        story.step(StepKind::Publish, 0, 1)
            .step(StepKind::Deliver, 110, 1, 1)
            .step(StepKind::Deliver, 120, 1, 2)
            .step(StepKind::Nack, 210, 1, 2)
            .deadLetterByChannel(310, 1)
            .step(StepKind::Ack, 410, 1, 1);
        QCOMPARE(story.lag(1, 100), (std::vector<std::int64_t>{1, 1, 1, 1, 0}));
        QCOMPARE(story.lag(2, 100), (std::vector<std::int64_t>{1, 1, 1, 0, 0}));
    }

    void moreConsumersThanBits()
    {
        Story story;
        story.step(StepKind::Publish, 0, 1);
        for (int consumer = 1; consumer <= 40; ++consumer)
            story.step(StepKind::Deliver, 10 * consumer, 1, consumer);
        for (int consumer = 40; consumer > 0; --consumer)
            story.step(StepKind::Ack, 450 + consumer / 40, 1, consumer);
        LogMeter meter(story.log);
        const auto metrics = measured(meter, *story.log, 100);
        QCOMPARE(metrics->lag.size(), std::size_t(40));
        compare(*story.log, *metrics);
    }

    void clocksThatRunBackwards()
    {
        Story story;
        story.step(StepKind::Publish, 1'000, 1)
            .step(StepKind::Deliver, 700, 1, 1) // before it was published
            .step(StepKind::Publish, 500, 2)
            .step(StepKind::Deliver, 1'600, 2, 1)
            .step(StepKind::Ack, 900, 1, 1);
        LogMeter meter(story.log);
        const auto metrics = meter.measure(Position(5), 0, 1'999, 100);
        compare(*story.log, *metrics);
        QCOMPARE(metrics->latencyP50[10], Duration(0));
        QCOMPARE(metrics->earliest, Timestamp(1'000));
        QCOMPARE(metrics->latest, Timestamp(1'600));
    }

    void ratesLeaveOutWhatTheLogDoesNotCover()
    {
        Story story; // one event every 10 ns from 30 to 520
        std::uint32_t event = 0;
        for (Timestamp time = 30; time <= 520; time += 10)
            story.step(StepKind::Publish, time, ++event);
        LogMeter meter(story.log);
        const auto metrics = meter.measure(Position(event), 0, 999, 100);
        QCOMPARE(metrics->binCount, std::size_t(10));
        QCOMPARE(metrics->knownFirst(), std::size_t(0));
        QCOMPARE(metrics->knownEnd(), std::size_t(6));
        const auto runs = metrics->runs();
        QCOMPARE(runs.size(), std::size_t(5));
        QCOMPARE(runs.front().start, Timestamp(30));
        QCOMPARE(runs.front().covered, Duration(70));
        QCOMPARE(runs.back().end, std::size_t(6)); // 20 of 100: joined
        QCOMPARE(runs.back().covered, Duration(120));
    }

    void quantilesAreNearWhateverTheSize()
    {
        std::mt19937_64 random(3);
        for (const double scale : {10.0, 1e4, 1e9, 1e15}) {
            DurationCounts counts;
            DurationCounts half;
            std::vector<Duration> all;
            for (int i = 0; i < 2'000; ++i) {
                const auto value = static_cast<Duration>(
                    scale * std::exp(static_cast<double>(random() % 1'000) / 300));
                all.push_back(value);
                (i % 2 == 0 ? counts : half).add(value);
            }
            counts.add(half);
            QCOMPARE(counts.count(), std::uint64_t(2'000));
            for (const double quantile : {0.0, 0.25, 0.5, 0.99, 1.0})
                QVERIFY(isNear(counts.quantile(quantile), all, quantile));
        }
        QCOMPARE(DurationCounts().quantile(0.5), Duration(0));
        DurationCounts one;
        one.add(-5);
        QCOMPARE(one.quantile(0.99), Duration(0));
    }
};

QTEST_GUILESS_MAIN(TestLogMeter)
#include "tst_logmeter.moc"
