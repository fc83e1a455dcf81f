// SPDX-License-Identifier: GPL-3.0-or-later
// Which events of a log a replay publishes, and when.
#include "republishtesting.h"

#include "republish/replaychoice.h"
#include "republish/replayclock.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

constexpr auto second = nanosecondsPerSecond;

Filter filterOf(std::string_view text)
{
    auto filter = Filter::parse(text);
    if (!filter) qFatal("%s", filter.error().message.c_str());
    return *filter;
}

} // namespace

class ReplayChoiceTest : public QObject
{
    Q_OBJECT

private slots:
    void onlyPublishesThatArePeoplesAreChosen()
    {
        // Positions 1, 3, 5, ...: each publish is followed by its delivery.
        const PublishedLog log({{"1", 10 * second},
                                {"2", 11 * second, "orders", true},
                                {"note", 12 * second, "web"},
                                {"3", 9 * second, "payments"},
                                {"4", 14 * second}});
        const auto choice = chooseForReplay(*log.log(), {});
        QVERIFY(choice.has_value());
        QCOMPARE(choice->positions, (std::vector<std::uint32_t>{1, 7, 9}));
        QCOMPARE(choice->replayed, 1U);
        QCOMPARE(choice->notes, 1U);
        QCOMPARE(choice->channels,
                 (std::map<std::string, std::uint64_t>{{"orders", 2}, {"payments", 1}}));
        QCOMPARE(choice->length, 4 * second);
        QCOMPARE(choice->lengthAt(1), 4 * second);
        QCOMPARE(choice->lengthAt(8), second / 2);
        QCOMPARE(choice->lengthAt(0), Duration(0));

        ReplayWish again;
        again.again = true;
        QCOMPARE(chooseForReplay(*log.log(), again)->positions,
                 (std::vector<std::uint32_t>{1, 3, 7, 9}));
    }

    void aFilterAndARangeNarrowIt_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("last");
        QTest::addColumn<QList<int>>("positions");
        QTest::newRow("all") << "" << 0 << 0 << QList<int>{1, 3, 5, 7};
        QTest::newRow("range") << "" << 2 << 5 << QList<int>{3, 5};
        QTest::newRow("past the end") << "" << 7 << 100 << QList<int>{7};
        QTest::newRow("none") << "" << 8 << 8 << QList<int>{};
        QTest::newRow("backwards") << "" << 5 << 3 << QList<int>{};
        QTest::newRow("type") << "type == order.2" << 0 << 0 << QList<int>{3};
        QTest::newRow("payload") << "data.id == 3" << 0 << 0 << QList<int>{5};
        QTest::newRow("deliveries") << "kind == deliver" << 0 << 0 << QList<int>{};
    }

    void aFilterAndARangeNarrowIt()
    {
        QFETCH(QString, filter);
        QFETCH(int, first);
        QFETCH(int, last);
        QFETCH(QList<int>, positions);
        const PublishedLog log({{"1"}, {"2"}, {"3"}, {"4"}});
        const ReplayWish wish{filterOf(filter.toStdString()),
                              Position(static_cast<std::uint64_t>(first)),
                              Position(static_cast<std::uint64_t>(last)), false};
        const auto choice = chooseForReplay(*log.log(), wish);
        QVERIFY(choice.has_value());
        QCOMPARE(QList<int>(choice->positions.begin(), choice->positions.end()), positions);
    }

    void anEmptyLogHasNothing()
    {
        const auto choice = chooseForReplay(*PublishedLog({}).log(), {});
        QVERIFY(choice && choice->positions.empty() && choice->length == 0);
    }

    void speedsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("speed"); // below 0: none
        QTest::newRow("1") << "1" << 1.0;
        QTest::newRow("half") << "0.5" << 0.5;
        QTest::newRow("times") << "10x" << 10.0;
        QTest::newRow("max") << "max" << 0.0;
        for (const auto *bad : {"", "x", "0", "-1", "fast", "1s", "nan", "inf", "1e99"})
            QTest::newRow(*bad ? bad : "empty") << bad << -1.0;
    }

    void speedsAreRead()
    {
        QFETCH(QString, text);
        QFETCH(double, speed);
        const auto read = parseSpeed(text.toStdString());
        QCOMPARE(read.has_value(), speed >= 0);
        if (read) QCOMPARE(*read, speed);
        if (!read) QVERIFY(read.error().message.find("or max") != std::string::npos);
    }

    void dueTimesFollowTheLogAtItsSpeed()
    {
        using namespace std::chrono_literals;
        const ReplayClock::Time begin{1h};
        ReplayClock clock(2);
        QVERIFY(clock.due(100 * second, begin) == begin);
        QVERIFY(clock.due(110 * second, begin) == begin + 5s);
        QVERIFY(clock.due(104 * second, begin) == begin + 5s); // never before an earlier one
        clock.stoodStill(begin + 5s, begin + 8s);
        QVERIFY(clock.due(120 * second, begin) == begin + 13s);

        ReplayClock fast(0);
        QVERIFY(fast.due(100 * second, begin) == begin);
        QVERIFY(fast.due(110 * second, begin + 1s) == begin + 1s);
    }
};

QTEST_APPLESS_MAIN(ReplayChoiceTest)
#include "tst_replaychoice.moc"
