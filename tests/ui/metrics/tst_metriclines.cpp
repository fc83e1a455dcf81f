// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metriclines.h"
#include "support/samplelog.h"

#include <QTest>

#include <numeric>

using namespace playhead;

namespace {

LogMetricsPtr measured(const LogPtr &log, std::int64_t bins)
{
    LogMeter meter(log);
    const auto start = log->index().minTime();
    const auto end = log->index().maxTime();
    return meter.measure(log->watermark(), start, end, (end - start) / bins + 1);
}

/// Publishes one event of each of `types` types, again and again, the later types more often.
std::shared_ptr<Log> logOfTypes(int types)
{
    auto log = std::make_shared<Log>();
    std::uint32_t event = 0;
    for (int round = 0; round < types; ++round)
        for (int type = 0; type < types; ++type) {
            const auto name = log->writableNames().intern("type." + std::to_string(type));
            if (round > type) continue;
            Step step;
            step.kind = StepKind::Publish;
            step.event = EventNumber(++event);
            step.type = name;
            step.time = Timestamp(event) * 1'000;
            log->writableIndex().append(step);
        }
    log->writableIndex().publish();
    return log;
}

double integral(const LogMetrics &metrics, const QVector<QPointF> &rates)
{
    const auto runs = metrics.runs();
    double events = 0;
    for (std::size_t i = 0; i < runs.size(); ++i)
        events +=
            rates[static_cast<qsizetype>(i)].y() * static_cast<double>(runs[i].covered) * 1e-9;
    return events;
}

} // namespace

class TestMetricLines : public QObject
{
    Q_OBJECT

private slots:
    void everyEventCountsInTheRates()
    {
        for (const std::uint64_t steps : {200U, 5'000U, 30'000U}) {
            const auto log = test::makeShopLog(steps);
            const auto metrics = measured(log, 100);
            const Theme theme;
            const auto lines = throughputLines(*metrics, *log, theme, log->index().minTime());
            double events = 0;
            for (const auto &line : lines)
                events += integral(*metrics, line.points);
            QCOMPARE(std::llround(events), static_cast<long long>(log->eventCount()));
            const auto total = totalThroughputLine(*metrics, theme, log->index().minTime());
            QCOMPARE(total.size(), 1);
            QCOMPARE(std::llround(integral(*metrics, total[0].points)), std::llround(events));
        }
    }

    void linesStayWithinTheLogAndAreInOrder()
    {
        const auto log = test::makeShopLog(9'000);
        const auto metrics = measured(log, 150);
        const Theme theme;
        const auto origin = log->index().minTime();
        const auto end = static_cast<double>(log->index().maxTime() - origin) * 1e-9;
        auto all = throughputLines(*metrics, *log, theme, origin);
        all += latencyLines(*metrics, theme, origin);
        all += lagLines(*metrics, *log, theme, origin);
        all += troubleLines(*metrics, theme, origin);
        QVERIFY(all.size() >= 6 + 2 + 1 + 2);
        for (const auto &line : all) {
            QVERIFY(!line.name.isEmpty());
            double before = -1;
            for (const auto &point : line.points) {
                QVERIFY(point.x() > before || (point.x() == before && point.x() >= end - 1e-9));
                QVERIFY(point.x() >= 0 && point.x() <= end + 1e-9);
                QVERIFY(point.y() >= 0);
                before = point.x();
            }
        }
    }

    void theLargestTypesKeepTheirOrderTheRestIsOthers()
    {
        const auto log = logOfTypes(12);
        const auto metrics = measured(log, 10);
        const Theme theme;
        const auto lines = throughputLines(*metrics, *log, theme, log->index().minTime());
        QCOMPARE(lines.size(), 9);
        for (int i = 0; i < 8; ++i) {
            QCOMPARE(lines[i].name, QStringLiteral("type.%1").arg(i + 4));
            QCOMPARE(lines[i].color,
                     theme.typeColor(log->names().find(lines[i].name.toStdString())));
        }
        QCOMPARE(lines[8].color, theme.color(ColorRole::MutedText));
        QCOMPARE(std::llround(integral(*metrics, lines[8].points)), 1LL + 2 + 3 + 4);
    }

    void nothingMakesNoLine()
    {
        Log log;
        Step step;
        step.kind = StepKind::Command;
        step.time = 5'000;
        log.writableIndex().append(step);
        log.writableIndex().publish();
        const LogPtr shared(&log, [](const Log *) {});
        const auto metrics = measured(shared, 1);
        const Theme theme;
        QVERIFY(throughputLines(*metrics, log, theme, 0).isEmpty());
        QVERIFY(totalThroughputLine(*metrics, theme, 0).isEmpty());
        QVERIFY(latencyLines(*metrics, theme, 0).isEmpty());
        QVERIFY(lagLines(*metrics, log, theme, 0).isEmpty());
        QVERIFY(troubleLines(*metrics, theme, 0).isEmpty());
        QCOMPARE(metricsAt(*metrics, 5'000).latencyP50, Duration(-1));
        QCOMPARE(metricsAt(LogMetrics(), 5'000).eventsPerSecond, 0.0);
    }

    void latencyMarksItsPointsWhereThereAreHoles()
    {
        const Theme theme;
        const auto dense = test::makeShopLog(400);
        const auto coarse = latencyLines(*measured(dense, 3), theme, dense->index().minTime());
        QVERIFY(!coarse[0].marked);
        const auto fine = latencyLines(*measured(dense, 1'000), theme, dense->index().minTime());
        QVERIFY(fine[0].marked && fine[1].marked);
    }

    void theMomentIsThatOfTheBin()
    {
        const auto log = test::makeShopLog(10'000);
        const auto metrics = measured(log, 50);
        for (std::size_t bin = metrics->knownFirst() + 1; bin + 2 < metrics->knownEnd(); ++bin) {
            const auto now = metricsAt(*metrics, metrics->startOf(bin) + metrics->binWidth / 3);
            double events = 0;
            std::int64_t lag = 0;
            for (const auto &[type, column] : metrics->published)
                events += column[bin];
            for (const auto &[consumer, column] : metrics->lag)
                lag += column[bin];
            const auto seconds = static_cast<double>(metrics->binWidth) * 1e-9;
            QVERIFY(std::abs(now.eventsPerSecond * seconds - events) < 1e-6);
            QCOMPARE(now.lag, lag);
            QCOMPARE(now.retries, metrics->retries[bin]);
            QCOMPARE(now.deadLetters, metrics->deadLetters[bin]);
            QVERIFY(now.latencyP50 >= 0 && now.latencyP50 <= now.latencyP99);
        }
        // Far outside: the ends of the log.
        QCOMPARE(metricsAt(*metrics, 0).lag, metricsAt(*metrics, metrics->earliest).lag);
        QCOMPARE(metricsAt(*metrics, metrics->latest + nanosecondsPerSecond).lag,
                 metricsAt(*metrics, metrics->latest).lag);
    }

    void roughTexts()
    {
        QCOMPARE(roughDuration(4'325'000), QStringLiteral("4.3 ms"));
        QCOMPARE(roughDuration(11'460'000), QStringLiteral("11 ms"));
        QCOMPARE(roughDuration(7), QStringLiteral("7 ns"));
        QCOMPARE(roughNumber(0.4321), QStringLiteral("0.43"));
        QCOMPARE(roughNumber(84'212), QStringLiteral("84\u00a0212"));
        QCOMPARE(roughNumber(-3), QStringLiteral("0"));
    }
};

QTEST_MAIN(TestMetricLines)
#include "tst_metriclines.moc"
