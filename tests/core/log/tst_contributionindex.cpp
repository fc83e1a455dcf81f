// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/contributionindex.h"
#include "log/log.h"

#include "support/samplelog.h"

#include <QtTest>

#include <atomic>
#include <map>
#include <set>
#include <thread>

using namespace playhead;
using namespace playhead::test;

namespace {

struct Expected
{
    std::vector<Position> all;
    std::map<NameId, std::vector<Position>> bySubject;
};

Expected bruteForce(const Log &log, Observer observer, Position upTo)
{
    Expected expected;
    std::set<EventNumber> seen;
    for (Position at(1); at <= upTo; at = advanced(at, 1)) {
        const auto step = log.at(at);
        if (!observer.isLog() && (step.kind != StepKind::Ack || step.sender != observer.consumer))
            continue;
        if ((observer.isLog() || observer.idempotent) && !seen.insert(step.event).second) continue;
        expected.all.push_back(at);
        expected.bySubject[step.subject].push_back(at);
    }
    return expected;
}

bool agrees(const Contributions &view, const Expected &expected)
{
    if (view.count() != expected.all.size()) return false;
    std::vector<Position> collected;
    view.collect(0, view.count() + 5, collected);
    if (collected != expected.all) return false;
    for (std::size_t i = 0; i < expected.all.size(); i += 1 + i / 50) {
        const auto at = expected.all[i];
        if (view.at(i) != at || view.countUpTo(at) != i + 1
            || view.countUpTo(Position(at.value() - 1)) != i)
            return false;
        collected.clear();
        view.collect(i, 3, collected);
        for (std::size_t j = 0; j < collected.size(); ++j)
            if (collected[j] != expected.all[i + j]) return false;
    }
    std::size_t looked = 0;
    for (const auto &[subject, positions] : expected.bySubject) {
        if (++looked % 7 != 0 && looked > 100) continue;
        const auto own = view.of(subject);
        if (own.count() != positions.size()) return false;
        for (std::size_t i = 0; i < positions.size(); ++i) {
            const Position before(positions[i].value() - 1);
            if (own.at(i) != positions[i] || own.countUpTo(positions[i]) != i + 1
                || own.countUpTo(before) != i || view.countUpTo(subject, before) != i
                || view.countUpTo(subject, positions[i]) != i + 1)
                return false;
        }
    }
    return true;
}

} // namespace

class TestContributionIndex : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithBruteForce_data()
    {
        QTest::addColumn<QString>("consumer");
        QTest::addColumn<bool>("idempotent");
        QTest::newRow("log") << QString() << false;
        QTest::newRow("consumer") << QString("payment") << false;
        QTest::newRow("idempotent consumer") << QString("payment") << true;
    }

    void agreesWithBruteForce()
    {
        QFETCH(QString, consumer);
        QFETCH(bool, idempotent);
        const auto log = makeShopLog(10);
        const Observer observer{log->participants().find(consumer.toStdString()), idempotent};
        const auto index = log->contributions(observer);
        std::uint32_t seed = 1;
        // Grown by little and by much, so that segments are made, merged and split by chunks.
        for (const std::uint64_t steps : {0, 1, 5, 63, 64, 65, 1000, 70'000, 3, 2000, 140'000}) {
            appendShopSteps(*log, steps, ++seed);
            const auto view = index->upTo(log->watermark());
            QCOMPARE(view.covered(), log->watermark());
            QVERIFY(agrees(view, bruteForce(*log, observer, log->watermark())));
        }
    }

    void anEmptyLogHasNone()
    {
        const Log log;
        const auto view = log.contributions({})->upTo(Position(100));
        QCOMPARE(view.count(), std::uint64_t(0));
        QCOMPARE(view.countUpTo(Position(5)), std::uint64_t(0));
        QCOMPARE(view.of(NameId(1)).count(), std::uint64_t(0));
        QCOMPARE(view.of(NameId(1)).countUpTo(Position(9)), std::uint64_t(0));
    }

    void isSharedByWhoeverAsks()
    {
        const auto log = makeShopLog(2000);
        const auto one = log->contributions({});
        QCOMPARE(log->contributions({{}, true}), one); // without meaning for the log
        for (std::uint16_t i = 1; i <= 7; ++i)
            QVERIFY(log->contributions({ParticipantId(i)}) != one);
        QCOMPARE(log->contributions({}), one);
        for (std::uint16_t i = 1; i <= 8; ++i) // the one asked for longest ago is let go
            static_cast<void>(log->contributions({ParticipantId(i), true}));
        QVERIFY(log->contributions({}) != one);
        QCOMPARE(one->upTo(log->watermark()).count(), log->eventCount()); // and is still good
    }

    void stopsWhenAskedAndGoesOn()
    {
        const auto log = makeShopLog(200'000);
        const auto index = log->contributions({});
        std::stop_source stop;
        stop.request_stop();
        const auto none = index->upTo(log->watermark(), stop.get_token());
        QVERIFY(none.covered() < log->watermark());
        QVERIFY(agrees(index->upTo(log->watermark()), bruteForce(*log, {}, log->watermark())));
    }

    void readersSeeItGrow()
    {
        const auto log = makeShopLog(100);
        const auto consumer = log->participants().find("shipping");
        const auto end = [&log] { return log->watermark(); };
        std::atomic<bool> done{false};
        std::atomic<int> wrong{0};
        std::vector<std::thread> readers;
        for (const auto observer : {Observer{}, Observer{}, Observer{consumer}}) {
            readers.emplace_back([&, observer] {
                std::uint64_t before = 0;
                do {
                    const auto view = log->contributions(observer)->upTo(end());
                    const auto count = view.count();
                    if (count < before || (count > 0 && !agreesAtTheEnd(*log, view))) ++wrong;
                    before = count;
                } while (!done);
            });
        }
        for (std::uint32_t i = 1; i <= 60; ++i)
            appendShopSteps(*log, 500 * (i % 4) + 1, i);
        done = true;
        for (auto &reader : readers)
            reader.join();
        QCOMPARE(wrong.load(), 0);
        for (const auto observer : {Observer{}, Observer{consumer}})
            QVERIFY(agrees(log->contributions(observer)->upTo(end()),
                           bruteForce(*log, observer, end())));
    }

    void costsLittle()
    {
        const auto log = makeShopLog(700'000);
        const auto index = log->contributions({});
        const auto count = index->upTo(log->watermark()).count();
        QVERIFY(index->memoryUsed() < count * 10); // four steps of a subject, seven of an event
    }

private:
    static bool agreesAtTheEnd(const Log &log, const Contributions &view)
    {
        const auto at = view.at(view.count() - 1);
        const auto own = view.of(log.at(at).subject);
        return at <= view.covered() && own.count() > 0 && own.at(own.count() - 1) == at;
    }
};

QTEST_GUILESS_MAIN(TestContributionIndex)
#include "tst_contributionindex.moc"
