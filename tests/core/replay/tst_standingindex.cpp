// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/scriptedlog.h"
#include "replay/standingindex.h"
#include "support/samplelog.h"

#include <QTest>

#include <map>
#include <set>

using namespace playhead;
using namespace playhead::test;

namespace {

/// `mail ack #5 event #1 behind 2`, or `mail nothing behind 2`.
QString told(const Log &log, const ConsumerStanding &standing)
{
    auto text = QString::fromUtf8(log.participantName(standing.consumer).data());
    text += standing.ack.isValid() ? QStringLiteral(" ack #%1 event #%2")
                                         .arg(standing.ack.value())
                                         .arg(standing.event.value())
                                   : QStringLiteral(" nothing");
    return text + QStringLiteral(" behind %1").arg(standing.behind);
}

QString told(const LogPtr &log, std::uint64_t at)
{
    StandingIndex index(log);
    if (!index.update()) return {};
    QStringList lines;
    for (const auto &standing : index.at(Position(at)))
        lines << told(*log, standing);
    return lines.join(QStringLiteral(", "));
}

/// The same from the start, in the plainest way, for logs whose consumers get every event.
std::vector<ConsumerStanding> plainStandings(const Log &log, Position at)
{
    std::map<ParticipantId, std::set<std::pair<ParticipantId, NameId>>> taken;
    std::map<ParticipantId, EventNumber> first;
    std::set<ParticipantId> acknowledging;
    std::map<EventNumber, Position> shown;
    for (Position p(1); p <= log.watermark(); p = advanced(p, 1)) {
        const auto step = log.at(p);
        shown.try_emplace(step.event, p);
        if (step.kind == StepKind::Ack) acknowledging.insert(step.sender);
        if (step.kind != StepKind::Deliver) continue;
        taken[step.receiver].insert({step.sender, step.type});
        const auto [place, isNew] = first.try_emplace(step.receiver, step.event);
        place->second = std::min(place->second, step.event);
    }
    std::vector<ConsumerStanding> standings;
    for (const auto consumer : acknowledging) {
        ConsumerStanding standing{consumer, {}, {}, 0};
        EventNumber latest;
        for (Position p(1); p <= at; p = advanced(p, 1)) {
            const auto step = log.at(p);
            if (step.kind != StepKind::Ack || step.sender != consumer || step.event <= latest)
                continue;
            latest = step.event;
            standing.ack = p;
            standing.event = shown[latest];
        }
        auto from = latest.isValid() ? standing.event : advanced(shown[first[consumer]], -1);
        if (!latest.isValid() && shown[first[consumer]] == Position(1)) from = Position();
        for (Position p(from.value() + 1); p <= at; p = advanced(p, 1)) {
            const auto step = log.at(p);
            if (step.kind == StepKind::Publish
                && taken[consumer].contains({step.receiver, step.type}))
                ++standing.behind;
        }
        standings.push_back(standing);
    }
    return standings;
}

} // namespace

class TestStandingIndex : public QObject
{
    Q_OBJECT

private slots:
    void aConsumerStandsWhereItAcknowledgedLast()
    {
        ScriptedLog log;
        const auto one = log.json("set", "a", "{}");
        const auto two = log.json("set", "a", "{}");
        const auto three = log.json("set", "b", "{}");
        log.publish(one);           // #1
        log.deliver("mail", one);   // #2
        log.publish(two);           // #3
        log.ack("mail", one);       // #4
        log.publish(three);         // #5
        log.deliver("mail", two);   // #6
        log.ack("mail", two);       // #7
        log.deliver("mail", three); // #8
        log.ack("mail", three);     // #9
        QCOMPARE(told(log.log(), 1), QStringLiteral("mail nothing behind 1"));
        QCOMPARE(told(log.log(), 3), QStringLiteral("mail nothing behind 2"));
        QCOMPARE(told(log.log(), 4), QStringLiteral("mail ack #4 event #1 behind 1"));
        QCOMPARE(told(log.log(), 5), QStringLiteral("mail ack #4 event #1 behind 2"));
        QCOMPARE(told(log.log(), 7), QStringLiteral("mail ack #7 event #3 behind 1"));
        QCOMPARE(told(log.log(), 9), QStringLiteral("mail ack #9 event #5 behind 0"));
        QCOMPARE(told(log.log(), 99), QStringLiteral("mail ack #9 event #5 behind 0"));
    }

    void onlyWhatIsPublishedToItCounts()
    {
        ScriptedLog log;
        const auto placed = log.json("placed", "a", "{}");
        const auto paid = log.json("paid", "a", "{}");
        const auto again = log.json("placed", "b", "{}");
        log.publish(placed);         // #1
        log.deliver("mail", placed); // #2
        log.ack("mail", placed);     // #3
        log.publish(paid);           // #4, to nobody
        QCOMPARE(told(log.log(), 4), QStringLiteral("mail ack #3 event #1 behind 0"));
        log.publish(again); // #5, not delivered yet
        QCOMPARE(told(log.log(), 5), QStringLiteral("mail ack #3 event #1 behind 1"));
    }

    void whoCameLateIsNotBehindWhatWasBefore()
    {
        ScriptedLog log;
        const auto one = log.json("set", "a", "{}");
        const auto two = log.json("set", "a", "{}");
        log.publish(one);          // #1
        log.deliver("mail", one);  // #2
        log.ack("mail", one);      // #3
        log.publish(two);          // #4
        log.deliver("stock", two); // #5
        log.deliver("mail", two);  // #6
        log.ack("stock", two);     // #7
        QCOMPARE(told(log.log(), 3),
                 QStringLiteral("mail ack #3 event #1 behind 0, stock nothing behind 0"));
        QCOMPARE(told(log.log(), 5),
                 QStringLiteral("mail ack #3 event #1 behind 1, stock nothing behind 1"));
        QCOMPARE(told(log.log(), 7),
                 QStringLiteral("mail ack #3 event #1 behind 1, stock ack #7 event #4 behind 0"));
    }

    void anOlderEventAcknowledgedAgainMovesNobodyBack()
    {
        ScriptedLog log;
        const auto one = log.json("set", "a", "{}");
        const auto two = log.json("set", "a", "{}");
        for (const auto event : {one, two}) { // #1 to #6
            log.publish(event);
            log.deliver("mail", event);
            log.ack("mail", event);
        }
        log.deliver("mail", one, 2); // #7
        log.ack("mail", one);        // #8
        QCOMPARE(told(log.log(), 8), QStringLiteral("mail ack #6 event #4 behind 0"));
    }

    void consumersThatShareTheirEventsAreBehindTogether()
    {
        ScriptedLog log;
        std::vector<EventNumber> events;
        for (int i = 0; i < 4; ++i) {
            events.push_back(log.json("job", "a", "{}"));
            log.publish(events.back()); // #1 to #4
        }
        log.deliver("one", events[0]); // #5
        log.deliver("two", events[1]); // #6
        log.ack("one", events[0]);     // #7
        QCOMPARE(told(log.log(), 7), QStringLiteral("one ack #7 event #1 behind 3"));
        log.ack("two", events[1]); // #8
        QCOMPARE(told(log.log(), 8),
                 QStringLiteral("one ack #7 event #1 behind 2, two ack #8 event #2 behind 2"));
    }

    void whoAcknowledgesNothingStandsNowhere()
    {
        ScriptedLog log;
        const auto event = log.json("set", "a", "{}");
        log.publish(event);
        log.deliver("mail", event);
        QCOMPARE(told(log.log(), 2), QString());
        QCOMPARE(told(std::make_shared<const Log>(), 1), QString());
    }

    void withoutAPublishItStandsAtTheDelivery()
    {
        ScriptedLog log;
        const auto event = log.json("set", "a", "{}");
        log.deliver("mail", event); // #1
        log.ack("mail", event);     // #2
        QCOMPARE(told(log.log(), 2), QStringLiteral("mail ack #2 event #1 behind 0"));
    }

    void aLongLogInPartsSaysWhatAPlainCountSays()
    {
        const auto log = makeShopLog(1000);
        StandingIndex grown(log);
        QVERIFY(grown.update());
        for (std::uint32_t seed = 2; seed < 8; ++seed) {
            appendShopSteps(*log, 20'000, seed);
            QVERIFY(grown.update());
        }
        QCOMPARE(grown.covered(), log->watermark());
        StandingIndex atOnce(log);
        QVERIFY(atOnce.update());
        const auto block = StandingIndex::blockSize;
        for (const auto at :
             {std::uint64_t(1), std::uint64_t(2), std::uint64_t(999), block - 1, block, block + 1,
              2 * block, std::uint64_t(65'536), std::uint64_t(65'537), log->watermark().value()}) {
            const auto wanted = plainStandings(*log, Position(at));
            QCOMPARE(wanted.size(), std::size_t(3));
            QVERIFY(grown.at(Position(at)) == wanted);
            QVERIFY(atOnce.at(Position(at)) == wanted);
        }
    }

    void askedToStopItGoesOnNextTime()
    {
        StandingIndex index(makeShopLog(1000));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!index.update(stop.get_token()));
        QVERIFY(!index.covered().isValid());
        QVERIFY(index.update());
        QCOMPARE(index.covered(), Position(1000));
    }
};

QTEST_GUILESS_MAIN(TestStandingIndex)
#include "tst_standingindex.moc"
