// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/place.h"

#include "support/samplelog.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

constexpr Duration second = nanosecondsPerSecond;

/// 1,000 steps, one every 250 ms, from 23:58:00 on.
std::shared_ptr<Log> nightLog()
{
    auto log = std::make_shared<Log>();
    const auto start = parseTimestamp("2026-11-23T23:58:00Z").value_or(0);
    Step step;
    for (int i = 0; i < 1000; ++i) {
        step.time = start + i * second / 4;
        log->writableIndex().append(step);
    }
    log->writableIndex().publish();
    return log;
}

} // namespace

class TestPlace : public QObject
{
    Q_OBJECT

private slots:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("position"); // 0: an error
        const auto row = [](const char *text, int position) {
            QTest::newRow(text) << QByteArray(text) << position;
        };
        row("1", 1);
        row("842", 842);
        row("#842", 842);
        row(" 842 ", 842);
        row("1 000", 1000);
        row("1_000", 1000);
        row("first", 1);
        row("last", 1000);
        row("0", 0);
        row("1001", 0);
        row("99999999999999999999999", 0);
        row("0%", 1);
        row("50%", 500);
        row("50 %", 500);
        row("0.15%", 2);
        row("100%", 1000);
        row("250%", 1000);
        row("-5%", 1);
        row("99999999999999999999999999%", 1000);
        row("2026-11-23T23:58:00Z", 1);
        row("2026-11-23T23:57:00Z", 1);
        row("2026-11-23T23:58:01Z", 5);
        row("2026-11-23T23:58:01.2Z", 5);
        row("2026-11-23T23:58:01.25Z", 6);
        row("2026-11-24T00:58:01+01:00", 5);
        row("2027-01-01T00:00:00Z", 1000);
        row("23:58", 1);
        row("23:59", 241);
        row("23:58:01.3", 6);
        row("00:00", 481); // on the next day
        row("00:00:01", 485);
        row("12:00", 1); // on neither: before the first step
        row("-1s", 96);
        row("+1s", 104);
        row("+250ms", 101);
        row("-249ms", 99);
        row("+0.5m", 220);
        row("-1h", 1);
        row("+1d", 1000);
        row("-99999d", 1);
        row("", 0);
        row("soon", 0);
        row("-5", 0);
        row("+", 0);
        row("5%%", 0);
        row("%", 0);
        row("#", 0);
        row("nan%", 0);
        row("25:00", 0);
        row("12:61", 0);
        row("2026-13-01T00:00:00Z", 0);
    }

    void reads()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, position);
        const auto log = nightLog();
        const auto place = parsePlace(*log, text.toStdString(), Position(100));
        if (place) {
            QCOMPARE(int(place->value()), position);
            return;
        }
        QVERIFY2(position == 0, place.error().message.c_str());
        QVERIFY(!place.error().message.empty());
    }

    void namesTheRange()
    {
        const auto place = parsePlace(*nightLog(), "1001", Position(1));
        QVERIFY(!place.has_value());
        QVERIFY(place.error().message.find("1 to 1000") != std::string::npos);
    }

    void anEmptyLogHasNoPlaces()
    {
        const Log log;
        for (const char *text : {"1", "first", "last", "50%", "-1s", "12:04"})
            QVERIFY(!parsePlace(log, text, Position()).has_value());
    }

    void offsetsCountFromTheEndWhereThereIsNoCursor()
    {
        const auto log = nightLog();
        QCOMPARE(parsePlace(*log, "-1s", Position())->value(), std::uint64_t(996));
        QCOMPARE(parsePlace(*log, "-1s", Position(5000))->value(), std::uint64_t(996));
    }

    void findsTheLastStepNotAfterAnyTime()
    {
        const auto log = makeShopLog(2000);
        for (std::uint64_t p = 1; p <= 2000; p += 37) {
            const auto time = log->at(Position(p)).time;
            for (const Duration delta : {-1, 0, 1}) {
                std::uint64_t expected = 1;
                for (std::uint64_t i = 1; i <= 2000; ++i)
                    if (log->at(Position(i)).time <= time + delta) expected = i;
                const auto place = parsePlace(*log, formatTimestamp(time + delta), Position());
                QCOMPARE(place->value(), expected);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestPlace)
#include "tst_place.moc"
