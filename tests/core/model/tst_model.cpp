// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ids.h"
#include "model/nametable.h"
#include "model/participanttable.h"
#include "model/recordmark.h"
#include "model/step.h"
#include "model/timestamp.h"

#include <QtTest>

#include <atomic>
#include <string>
#include <thread>
#include <type_traits>

using namespace playhead;

class TestModel : public QObject
{
    Q_OBJECT

private slots:
    void parsesTimes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("valid");
        QTest::addColumn<qint64>("time");
        const auto good = [](const char *text, qint64 time) {
            QTest::newRow(text) << QByteArray(text) << true << time;
        };
        const auto bad = [](const char *text) {
            QTest::newRow(*text ? text : "empty") << QByteArray(text) << false << qint64(0);
        };
        good("1970-01-01T00:00:00Z", 0);
        good("2019-11-06T11:08:00Z", 1573038480'000'000'000);
        good("2019-11-06 11:08:00.5", 1573038480'500'000'000);
        good("2019-11-06t11:08:00.123456789z", 1573038480'123'456'789);
        good("2019-11-06T11:08:00.1234567899Z", 1573038480'123'456'789);
        good("2019-11-06T13:08:00+02:00", 1573038480'000'000'000);
        good("2019-11-06T05:38:00-05:30", 1573038480'000'000'000);
        good("2016-12-31T23:59:60Z", 1483228800'000'000'000);
        good("1969-12-31T23:59:59.999999999Z", -1);
        good("2020-02-29T00:00:00Z", 1582934400'000'000'000);
        bad("");
        bad("2019-02-29T00:00:00Z");
        bad("2019-13-01T00:00:00Z");
        bad("2019-11-06T24:00:00Z");
        bad("2019-11-06T11:60:00Z");
        bad("2019-11-06T11:08:00.Z");
        bad("2019-11-06T11:08:00Zx");
        bad("2019-11-06T11:08:00.12x4Z");
        bad("2019-11-06T11:08:6:Z");
        bad("2019-1/-06T11:08:00Z");
        bad("2019-00-06T11:08:00Z");
        bad("2019-11-00T11:08:00Z");
        bad("2019-11-06");
        bad("9999-12-31T00:00:00Z");
        bad("0001-01-01T00:00:00Z");
    }

    void parsesTimes()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, valid);
        QFETCH(qint64, time);
        const auto parsed = parseTimestamp(text.toStdString());
        QCOMPARE(parsed.has_value(), valid);
        if (!valid) return;
        QCOMPARE(*parsed, time);
        QCOMPARE(parseTimestamp(formatTimestamp(time)), parsed);
    }

    void readsBackWhatItWrites()
    {
        // Every day, at a time of day and with a fraction that move on from one to the next.
        const Timestamp first = Timestamp(-285) * 366 * 86400 * nanosecondsPerSecond;
        const Timestamp step = 86400 * nanosecondsPerSecond + 3'607'000'000'123;
        for (auto time = first; time < -first; time += step)
            QCOMPARE(parseTimestamp(formatTimestamp(time)), std::optional(time));
    }

    void formatsTimes()
    {
        QCOMPARE(formatTimestamp(1573038480'000'000'001),
                 std::string("2019-11-06T11:08:00.000000001Z"));
        QCOMPARE(formatTimestamp(1573038480'500'000'000), std::string("2019-11-06T11:08:00.5Z"));
        QCOMPARE(formatTimeOfDay(1573038480'129'999'999), std::string("11:08:00.129"));
        QCOMPARE(formatTimeOfDay(-1, 0), std::string("23:59:59"));
        QCOMPARE(formatDuration(850), std::string("850 ns"));
        QCOMPARE(formatDuration(-1'200'000), std::string("-1.2 ms"));
        QCOMPARE(formatDuration(125 * nanosecondsPerSecond), std::string("2 min 5 s"));
        QCOMPARE(formatDuration(3780 * nanosecondsPerSecond), std::string("1 h 3 min"));
    }

    void durationsAreRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("nanoseconds"); // -1: refused
        QTest::newRow("seconds") << QByteArray("90s") << qint64(90) * nanosecondsPerSecond;
        QTest::newRow("milliseconds") << QByteArray("250ms") << qint64(250'000'000);
        QTest::newRow("nanoseconds") << QByteArray("7ns") << qint64(7);
        QTest::newRow("half minutes") << QByteArray("1.5m") << qint64(90) * nanosecondsPerSecond;
        QTest::newRow("minutes") << QByteArray("2min") << qint64(120) * nanosecondsPerSecond;
        QTest::newRow("days") << QByteArray("1d") << qint64(86400) * nanosecondsPerSecond;
        for (const char *bad :
             {"", "s", "10", "-3s", "+3s", "3 s", "nans", "infs", "3x", "1e300d", "9999999999999d"})
            QTest::newRow(bad) << QByteArray(bad) << qint64(-1);
    }
    void durationsAreRead()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, nanoseconds);
        QCOMPARE(parseDuration(text.toStdString()).value_or(-1), nanoseconds);
    }

    void idsCannotBeMixedUp()
    {
        static_assert(!std::is_convertible_v<NameId, EventNumber>);
        static_assert(!std::is_convertible_v<std::uint32_t, NameId>);
        static_assert(sizeof(NameId) == sizeof(std::uint32_t));
        QVERIFY(!NameId().isValid());
        QVERIFY(NameId(1).isValid());
        QCOMPARE(advanced(Position(5), 3).value(), 8U);
        QCOMPARE(advanced(Position(5), -9).value(), 1U);
    }

    void namesKeepTheirNumbers()
    {
        NameTable table;
        QCOMPARE(table.intern("").value(), 0U);
        constexpr std::uint32_t count = 10'000; // more than one chunk and one arena block
        for (std::uint32_t i = 1; i <= count; ++i)
            QCOMPARE(table.intern("name-" + std::to_string(i)).value(), i);
        for (std::uint32_t i = 1; i <= count; ++i) {
            const auto text = "name-" + std::to_string(i);
            QCOMPARE(table.intern(text).value(), i);
            QCOMPARE(table.find(text).value(), i);
            QCOMPARE(std::string(table.text(NameId(i))), text);
        }
        QCOMPARE(table.size(), std::size_t(count));
        QVERIFY(!table.find("nobody").isValid());
        QVERIFY(table.text(NameId(count + 1)).empty());
        QVERIFY(table.text(NameId()).empty());
        const std::string huge(1'000'000, 'x');
        QCOMPARE(std::string(table.text(table.intern(huge))), huge);
        const std::string zeros("a\0b", 3);
        QCOMPARE(std::string(table.text(table.intern(zeros))), zeros);
        QVERIFY(!table.find("a").isValid());
    }

    void namesAreReadWhileOthersAreAdded()
    {
        NameTable table;
        std::atomic<bool> done{false};
        std::thread writer([&] {
            for (int i = 1; i <= 50'000; ++i)
                table.intern(std::to_string(i));
            done = true;
        });
        std::size_t wrong = 0;
        bool last = false;
        while (!last) {
            last = done;
            const auto size = static_cast<std::uint32_t>(table.size());
            if (size == 0) continue;
            wrong += table.text(NameId(size)) == std::to_string(size) ? 0 : 1;
            wrong += table.find(std::to_string(size)) == NameId(size) ? 0 : 1;
        }
        writer.join();
        QCOMPARE(wrong, std::size_t(0));
        QCOMPARE(table.size(), std::size_t(50'000));
    }

    void rolesOnlyGrow()
    {
        ParticipantTable table;
        const auto a = table.intern("a", Role::Producer);
        const auto b = table.intern("b", Role::Channel);
        QVERIFY(table.intern("a", Role::Consumer) == a);
        QVERIFY(table.role(a) == Role::Consumer);
        table.intern("a", Role::Producer);
        QVERIFY(table.role(a) == Role::Consumer);
        table.intern("b", Role::Consumer);
        QVERIFY(table.role(b) == Role::Channel);
        QCOMPARE(std::string(table.name(b)), std::string("b"));
        QVERIFY(table.find("b") == b);
        QVERIFY(!table.find("c").isValid());
        QVERIFY(table.name(ParticipantId(3)).empty());
    }

    void tooManyParticipantsShareTheLast()
    {
        ParticipantTable table;
        for (int i = 1; i < 65'535; ++i)
            table.intern("p" + std::to_string(i), Role::Producer);
        const auto others = table.intern("one too many", Role::Producer);
        QCOMPARE(others.value(), std::uint16_t(65'535));
        QVERIFY(table.intern("another", Role::Producer) == others);
        QCOMPARE(std::string(table.name(others)), std::string("(others)"));
        QCOMPARE(table.size(), std::size_t(65'535));
        QCOMPARE(table.intern("p1", Role::Producer).value(), std::uint16_t(1));
    }

    void participantsComeFromManyThreads()
    {
        ParticipantTable table;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&table] {
                for (int i = 0; i < 2000; ++i) {
                    const auto name = std::to_string(i);
                    const auto id = table.intern(name, Role::Producer);
                    if (table.name(id) != name) qFatal("a participant has another's name");
                }
            });
        }
        for (auto &thread : threads)
            thread.join();
        QCOMPARE(table.size(), std::size_t(2000));
    }

    void marksHoldForOneLog()
    {
        RecordMark mark;
        QVERIFY(!mark.numberIn(1).isValid());
        mark.set(1, EventNumber(7));
        QCOMPARE(mark.numberIn(1).value(), 7U);
        QVERIFY(!mark.numberIn(2).isValid());
        const RecordMark copy(mark); // NOLINT: the copy is what is tested
        QVERIFY(!copy.numberIn(1).isValid());
    }

    void stepKindsHaveNames()
    {
        for (const auto kind : allStepKinds)
            QVERIFY(stepKindFromName(stepKindName(kind)) == kind);
        QVERIFY(!stepKindFromName("retry").has_value());
        QCOMPARE(std::string(stepKindName(StepKind::DeadLetter)), std::string("dead-letter"));
    }
};

QTEST_GUILESS_MAIN(TestModel)
#include "tst_model.moc"
