// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/deliveries.h"

#include "scriptedlog.h"
#include "support/samplelog.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

class TestDeliveries : public QObject
{
    Q_OBJECT

private slots:
    void tellsEachAttempt()
    {
        ScriptedLog script;
        const auto event = script.json("t", "s", "{}");
        const auto other = script.json("t", "s", "{}");
        script.publish(event);                                  // 1
        script.deliver("mail", event);                          // 2
        script.deliver("stock", event);                         // 3
        script.publish(other);                                  // 4
        script.nack("mail", event);                             // 5
        script.deliver("mail", event, 2);                       // 6
        script.ack("stock", event);                             // 7
        script.nack("mail", event);                             // 8
        script.step(StepKind::DeadLetter, "ch", "dead", event); // 9
        const auto mail = script.participant("mail");
        const auto stock = script.participant("stock");

        const auto all = deliveriesOf(*script.log(), event, Position(9));
        QCOMPARE(all.published, Position(1));
        QCOMPARE(all.publishTime, script.log()->at(Position(1)).time);
        QCOMPARE(all.attempts.size(), std::size_t(3));
        QCOMPARE(all.attempts[0].deliver, Position(2));
        QCOMPARE(all.attempts[0].consumer, mail);
        QCOMPARE(all.attempts[0].channel, script.participant("ch"));
        QCOMPARE(int(all.attempts[0].attempt), 1);
        QCOMPARE(all.attempts[0].answer, Position(5));
        QVERIFY(all.attempts[0].answerKind == StepKind::Nack);
        QCOMPARE(all.attempts[0].answered, script.log()->at(Position(5)).time);
        QVERIFY(!all.attempts[0].deadLetter.isValid());
        QCOMPARE(all.attempts[1].consumer, stock);
        QCOMPARE(all.attempts[1].answer, Position(7));
        QVERIFY(all.attempts[1].answerKind == StepKind::Ack);
        QVERIFY(!all.attempts[1].deadLetter.isValid());
        QCOMPARE(int(all.attempts[2].attempt), 2);
        QCOMPARE(all.attempts[2].answer, Position(8));
        QCOMPARE(all.attempts[2].deadLetter, Position(9));

        const auto before = deliveriesOf(*script.log(), event, Position(4));
        QCOMPARE(before.attempts.size(), std::size_t(2));
        QVERIFY(!before.attempts[0].answer.isValid());
        QVERIFY(!before.attempts[1].answer.isValid());

        QCOMPARE(stepsOf(*script.log(), event, Position(9)).size(), std::size_t(8));
        QCOMPARE(stepsOf(*script.log(), other, Position(9)), std::vector<Position>{Position(4)});
        QVERIFY(stepsOf(*script.log(), EventNumber(), Position(9)).empty());
        QVERIFY(stepsOf(*script.log(), EventNumber(99), Position(99)).empty());
        QVERIFY(deliveriesOf(*script.log(), other, Position(3)).attempts.empty());
        QVERIFY(!deliveriesOf(*script.log(), other, Position(3)).published.isValid());
    }

    void answersByAttemptWhereTheyName()
    {
        ScriptedLog script;
        const auto event = script.json("t", "s", "{}");
        script.deliver("mail", event, 1);
        script.deliver("mail", event, 2);
        script.step(StepKind::Ack, "mail", "ch", event, 2);
        const auto all = deliveriesOf(*script.log(), event, Position(3));
        QVERIFY(!all.published.isValid());
        QVERIFY(!all.attempts[0].answer.isValid());
        QCOMPARE(all.attempts[1].answer, Position(3));
    }

    void agreesWithBruteForceAcrossChunks()
    {
        const std::uint64_t steps = FlowIndex::chunkSize + 500;
        const auto log = makeShopLog(steps);
        const auto events = log->eventCount();
        std::vector<std::vector<Position>> expected(events + 1);
        for (Position p(1); p.value() <= steps; p = advanced(p, 1))
            expected[log->at(p).event.value()].push_back(p);
        for (std::uint64_t number = 1; number <= events; number += events / 200) {
            const EventNumber event(static_cast<std::uint32_t>(number));
            QCOMPARE(stepsOf(*log, event, log->watermark()), expected[number]);
            const auto deliveries = deliveriesOf(*log, event, log->watermark());
            QCOMPARE(deliveries.published, expected[number].front());
            std::size_t delivers = 0;
            for (const auto p : expected[number])
                delivers += log->at(p).kind == StepKind::Deliver ? 1 : 0;
            QCOMPARE(deliveries.attempts.size(), delivers);
        }
    }

    void stopsWhenAsked()
    {
        const auto log = makeShopLog(100);
        std::stop_source source;
        source.request_stop();
        QVERIFY(stepsOf(*log, EventNumber(1), Position(100), source.get_token()).empty());
    }
};

QTEST_GUILESS_MAIN(TestDeliveries)
#include "tst_deliveries.moc"
