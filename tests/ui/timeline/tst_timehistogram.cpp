// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/samplelog.h"
#include "timeaxis.h"
#include "timeline/timehistogram.h"

#include <QTest>

#include <map>

using namespace playhead;

namespace {

/// What a histogram should hold, counted one step after the other.
std::map<std::int64_t, TimeBin> counted(const Log &log, Duration width)
{
    std::map<std::int64_t, TimeBin> bins;
    Timestamp latest = std::numeric_limits<Timestamp>::min();
    for (std::uint64_t i = 1; i <= log.watermark().value(); ++i) {
        const auto step = log.at(Position(i));
        latest = std::max(latest, step.time);
        auto &bin = bins[latest / width];
        ++bin.steps;
        bin.failures += step.failed ? 1 : 0;
        bin.retries += step.isRetry() ? 1 : 0;
    }
    return bins;
}

void compare(const Log &log, const TimeHistogram &histogram, bool typed = true)
{
    const auto expected = counted(log, histogram.binWidth);
    std::uint64_t steps = 0;
    for (std::size_t i = 0; i < histogram.bins.size(); ++i) {
        const auto &bin = histogram.bins[i];
        const auto found = expected.find(histogram.firstBin + static_cast<std::int64_t>(i));
        const auto want = found == expected.end() ? TimeBin() : found->second;
        QCOMPARE(bin.steps, want.steps);
        QCOMPARE(bin.failures, want.failures);
        QCOMPARE(bin.retries, want.retries);
        std::uint64_t byType = 0;
        for (const auto &type : bin.types)
            byType += type.count;
        QCOMPARE(byType, typed ? std::uint64_t(bin.steps) : std::uint64_t(0));
        steps += bin.steps;
    }
    QCOMPARE(steps, log.watermark().value());
}

} // namespace

class TestTimeHistogram : public QObject
{
    Q_OBJECT

private slots:
    void equalsBruteForce_data()
    {
        QTest::addColumn<quint64>("steps");
        QTest::addColumn<qint64>("width");
        QTest::newRow("one step") << quint64(1) << qint64(1'000'000);
        QTest::newRow("fine") << quint64(3'000) << qint64(2'000'000);
        QTest::newRow("coarse") << quint64(40'000) << qint64(100'000'000);
        QTest::newRow("one bin") << quint64(5'000) << qint64(1'000'000'000'000'000);
    }
    void equalsBruteForce()
    {
        QFETCH(quint64, steps);
        QFETCH(qint64, width);
        const auto log = test::makeShopLog(steps);
        const auto histogram = makeTimeHistogram(*log, log->watermark(), log->index().minTime(),
                                                 log->index().maxTime(), width);
        compare(*log, *histogram);
    }

    void growsWithTheLogAsIfMadeAnew()
    {
        const auto log = test::makeShopLog(2'000);
        constexpr Duration width = 20'000'000;
        auto histogram = makeTimeHistogram(*log, log->watermark(), log->index().minTime(),
                                           log->index().maxTime(), width);
        for (std::uint32_t round = 0; round < 5; ++round) {
            test::appendShopSteps(*log, 700, round + 2);
            histogram = makeTimeHistogram(*log, log->watermark(), log->index().minTime(),
                                          log->index().maxTime(), width, histogram);
            compare(*log, *histogram);
        }
    }

    void stopsAtTheWatermarkItIsGiven()
    {
        const auto log = test::makeShopLog(1'000);
        const auto histogram = makeTimeHistogram(*log, Position(400), log->index().minTime(),
                                                 log->index().maxTime(), 50'000'000);
        std::uint64_t steps = 0;
        for (const auto &bin : histogram->bins)
            steps += bin.steps;
        QCOMPARE(steps, std::uint64_t(400));
    }

    void clocksThatRunBackwardsLoseNoStep()
    {
        Log log;
        for (const Timestamp time : {1'000, 5'000, 2'000, 1'500, 9'000}) {
            Step step;
            step.time = time;
            step.failed = time == 1'500;
            log.writableIndex().append(step);
        }
        log.writableDensity().extend(log.index());
        log.writableIndex().publish();
        const auto histogram = makeTimeHistogram(log, Position(5), 1'000, 9'000, 1'000);
        compare(log, *histogram, false);
        QCOMPARE(histogram->binAt(5'500)->failures, 1U);
    }

    void labelsNeverTouchAndStayInside_data()
    {
        QTest::addColumn<qint64>("span");
        for (const qint64 span :
             {1'000LL, 77'777LL, 3'000'000LL, 2'500'000'000LL, 61'000'000'000LL,
              4'000'000'000'000LL, 90'000'000'000'000LL, 9'000'000'000'000'000LL})
            QTest::addRow("%lld", static_cast<long long>(span)) << span;
    }
    void labelsNeverTouchAndStayInside()
    {
        QFETCH(qint64, span);
        constexpr double character = 7;
        for (const double width : {150.0, 400.0, 1'300.0}) {
            const TimeAxis axis{1'700'000'000'123'456'789, 1'700'000'000'123'456'789 + span, width};
            double end = -1;
            const auto ticks = timeTicks(axis, character);
            for (const auto &tick : ticks) {
                const auto half = static_cast<double>(tick.text.size()) * character / 2;
                QVERIFY2(tick.x - half > end, qPrintable(tick.text));
                QVERIFY(tick.x - half >= -0.01);
                QVERIFY(tick.x + half <= width + 1);
                end = tick.x + half;
            }
            if (width > 300) QVERIFY(!ticks.empty());
        }
    }

    void zoomKeepsTheTimeUnderThePointer()
    {
        const TimeAxis axis{1'000'000'000, 9'000'000'000, 800};
        const auto closer = axis.zoomed(0.5, 200);
        QCOMPARE(closer.span(), axis.span() / 2);
        QVERIFY(std::abs(closer.timeAt(200) - axis.timeAt(200)) <= 1);
        QCOMPARE(axis.timeAt(axis.xOf(2'345'678'901)), 2'345'678'901);
    }

    void roundDurations()
    {
        QCOMPARE(roundDuration(0.3), 1);
        QCOMPARE(roundDuration(1.5), 2);
        QCOMPARE(roundDuration(21), 50);
        QCOMPARE(roundDuration(5e9), 5'000'000'000);
        QCOMPARE(fractionDigits(nanosecondsPerSecond), 0);
        QCOMPARE(fractionDigits(50'000'000), 2);
        QCOMPARE(fractionDigits(1), 9);
    }
};

QTEST_GUILESS_MAIN(TestTimeHistogram)
#include "tst_timehistogram.moc"
