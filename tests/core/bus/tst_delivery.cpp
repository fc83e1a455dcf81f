// SPDX-License-Identifier: GPL-3.0-or-later
#include "bustesting.h"

#include <QtTest>

#include <algorithm>

using namespace playhead;
using Texts = std::vector<std::string>;

/// What a policy makes of answers and of none, in virtual time.
class TestDelivery : public QObject
{
    Q_OBJECT

private slots:
    void retriesWithBackOffThenDeadLetters()
    {
        BusBench bench;
        auto policy = retrying(4);
        policy.deadLetterChannel = "dead";
        const auto consumer = bench.subscribe(
            "c", "bad", [](const Delivery &) { return nack("no"); }, policy);
        Texts dead;
        const auto undertaker = bench.subscribe("dead", "undertaker", [&](const Delivery &d) {
            dead.push_back(d.event().id);
            return ack();
        });
        bench.publish("c", "1", "s");
        bench.scheduler.runAll();
        QCOMPARE(
            bench.steps,
            (Texts{"0 publish producer>c 1", "0 deliver c>bad 1 #1", "0 nack bad>c 1 #1 ! (no)",
                   "100 deliver c>bad 1 #2", "100 nack bad>c 1 #2 ! (no)", "300 deliver c>bad 1 #3",
                   "300 nack bad>c 1 #3 ! (no)", "600 deliver c>bad 1 #4",
                   "600 nack bad>c 1 #4 ! (no)", "600 dead-letter c>dead 1 #4 ! (no)",
                   "600 deliver dead>undertaker 1 #1", "600 ack undertaker>dead 1 #1"}));
        QCOMPARE(dead, Texts{"1"});
        const auto counters = consumer.counters();
        QCOMPARE(counters.delivered, 4U);
        QCOMPARE(counters.retried, 3U);
        QCOMPARE(counters.failed, 4U);
        QCOMPARE(counters.deadLettered, 1U);
        QCOMPARE(counters.pending, 0U);
    }

    void backOffGrowsJittersAndIsBounded()
    {
        const BackOff backOff{.initial = 100, .factor = 3, .maximum = 500, .jitter = 0.5};
        QCOMPARE(backOff.after(1, 0.5), 100);
        QCOMPARE(backOff.after(2, 0.5), 300);
        QCOMPARE(backOff.after(3, 0.5), 500);
        QCOMPARE(backOff.after(1, 0), 50);
        QCOMPARE(backOff.after(1, 1), 150);
        QCOMPARE(backOff.after(4000000000U, 0.5), 500);
    }

    void oneSubjectStaysInOrderDuringRetries_data()
    {
        QTest::addColumn<bool>("queued");
        QTest::newRow("direct") << false;
        QTest::newRow("queued") << true;
    }
    void oneSubjectStaysInOrderDuringRetries()
    {
        QFETCH(bool, queued);
        BusBench bench;
        auto policy = retrying(3);
        policy.mode = queued ? DeliveryMode::Queued : DeliveryMode::Direct;
        Texts acknowledged;
        const auto consumer = bench.subscribe(
            "c", "c",
            [&](const Delivery &delivery) {
                if (delivery.event().id == "a1" && delivery.attempt() < 3) return nack("not yet");
                acknowledged.push_back(delivery.event().id);
                return ack();
            },
            policy);
        bench.publish("c", "a1", "a");
        bench.publish("c", "a2", "a");
        bench.publish("c", "b1", "b");
        bench.publish("c", "x");
        bench.scheduler.runUntil(50 * ms);
        bench.publish("c", "a3", "a");
        bench.publish("c", "b2", "b");
        bench.scheduler.runAll();
        QCOMPARE(acknowledged, (Texts{"b1", "x", "b2", "a1", "a2", "a3"}));
        QCOMPARE(consumer.counters().pending, 0U);
    }

    void orderCanBeGivenUp()
    {
        BusBench bench;
        auto policy = retrying(2);
        policy.keepSubjectOrder = false;
        Texts acknowledged;
        const auto consumer = bench.subscribe(
            "c", "c",
            [&](const Delivery &delivery) {
                if (delivery.event().id == "1" && delivery.attempt() == 1) return nack({});
                acknowledged.push_back(delivery.event().id);
                return ack();
            },
            policy);
        bench.publish("c", "1", "s");
        bench.publish("c", "2", "s");
        bench.scheduler.runAll();
        QCOMPARE(acknowledged, (Texts{"2", "1"}));
    }

    void anAcknowledgerAnswersOnceAndLater()
    {
        BusBench bench;
        std::vector<Acknowledger> acknowledgers;
        const auto consumer = bench.subscribe("c", "c", [&](const Delivery &delivery) {
            acknowledgers.push_back(delivery.acknowledger());
            return later();
        });
        bench.publish("c", "1", "s");
        bench.publish("c", "2", "s");
        QCOMPARE(acknowledgers.size(), 1U);
        bench.scheduler.runUntil(7 * ms);
        QVERIFY(Acknowledger(acknowledgers[0]).ack());
        QVERIFY(!acknowledgers[0].ack());
        QCOMPARE(acknowledgers.size(), 2U);
        QVERIFY(acknowledgers[1].nack("no"));
        QCOMPARE(bench.steps,
                 (Texts{"0 publish producer>c 1", "0 deliver c>c 1 #1", "0 publish producer>c 2",
                        "7 ack c>c 1 #1", "7 deliver c>c 2 #1", "7 nack c>c 2 #1 ! (no)"}));
        QVERIFY(!Acknowledger().ack());
    }

    void anAcknowledgerMayAnswerWithinTheHandler()
    {
        BusBench bench;
        const auto consumer = bench.subscribe("c", "c", [&](const Delivery &delivery) {
            auto acknowledger = delivery.acknowledger();
            if (!acknowledger.ack()) return nack("no");
            return later();
        });
        bench.publish("c", "1", "s");
        bench.publish("c", "2", "s");
        QCOMPARE(consumer.counters().acknowledged, 2U);
        QCOMPARE(consumer.counters().pending, 0U);
    }

    void concurrencyLimitsWhatIsUnacknowledged()
    {
        BusBench bench;
        DeliveryPolicy policy;
        policy.mode = DeliveryMode::Queued;
        policy.concurrency = 1;
        const auto consumer = bench.subscribe(
            "c", "slow",
            [&](const Delivery &delivery) {
                bench.scheduler.schedule(
                    10 * ms,
                    [acknowledger = delivery.acknowledger()]() mutable { acknowledger.ack(); });
                return later();
            },
            policy);
        bench.publish("c", "1");
        bench.publish("c", "2");
        bench.scheduler.runAll();
        QCOMPARE(bench.steps,
                 (Texts{"0 publish producer>c 1", "0 publish producer>c 2", "0 deliver c>slow 1 #1",
                        "10 ack slow>c 1 #1", "10 deliver c>slow 2 #1", "20 ack slow>c 2 #1"}));
    }

    void noAnswerInTimeIsAFailure()
    {
        BusBench bench;
        auto policy = retrying(2);
        policy.acknowledgementTimeout = 50 * ms;
        policy.deadLetterChannel = "dead";
        std::vector<Acknowledger> acknowledgers;
        const auto consumer = bench.subscribe(
            "c", "c",
            [&](const Delivery &delivery) {
                acknowledgers.push_back(delivery.acknowledger());
                return later();
            },
            policy);
        bench.publish("c", "1", "s");
        bench.scheduler.runUntil(60 * ms);
        QVERIFY(!acknowledgers[0].ack());
        bench.scheduler.runAll();
        QCOMPARE(bench.steps,
                 (Texts{"0 publish producer>c 1", "0 deliver c>c 1 #1", "150 deliver c>c 1 #2",
                        "200 dead-letter c>dead 1 #2 ! (no acknowledgement within 50 ms)"}));
        QCOMPARE(consumer.counters().timedOut, 2U);
        QCOMPARE(consumer.counters().failed, 2U);
    }

    void theIdempotencyWindowSkipsTheHandler()
    {
        BusBench bench;
        DeliveryPolicy policy;
        policy.idempotencyWindow = 2;
        Texts calls;
        const auto consumer = bench.subscribe(
            "c", "c",
            [&](const Delivery &delivery) {
                calls.push_back(delivery.event().id);
                return ack();
            },
            policy);
        for (const char *id : {"1", "1", "2", "1", "3", "2", "1", "", ""})
            bench.publish("c", id);
        QCOMPARE(calls, (Texts{"1", "2", "3", "1", "", ""}));
        QCOMPARE(consumer.counters().skipped, 3U);
        QCOMPARE(consumer.counters().acknowledged, 9U);
        QCOMPARE(std::count(bench.steps.begin(), bench.steps.end(), "0 ack c>c 1 #1"), 4);
    }

    void unsubscribingForgetsWhatIsPending()
    {
        BusBench bench;
        auto consumer = bench.subscribe(
            "c", "c", [](const Delivery &) { return nack({}); }, retrying(5));
        bench.publish("c", "1", "s");
        bench.publish("c", "2", "s");
        consumer.unsubscribe();
        const auto before = bench.steps.size();
        bench.scheduler.runAll();
        QCOMPARE(bench.steps.size(), before);
    }

    void theSameSeedGivesTheSameSteps()
    {
        const auto run = [] {
            BusBench bench;
            auto policy = retrying(3);
            policy.mode = DeliveryMode::Queued;
            policy.backOff.jitter = 0.5;
            policy.acknowledgementTimeout = 30 * ms;
            policy.deadLetterChannel = "dead";
            int calls = 0;
            auto consumer = bench.subscribe(
                "#.x", "c",
                [&](const Delivery &) { return ++calls % 3 == 0 ? nack("third") : ack(); }, policy);
            consumer.setFaults(
                {.latency = 5 * ms, .latencyJitter = 5 * ms, .loss = 0.2, .duplicates = 0.2});
            for (int i = 0; i < 200; ++i) {
                bench.publish("a.x", std::to_string(i), std::to_string(i % 7));
                bench.scheduler.runFor(ms);
            }
            bench.scheduler.runAll();
            const auto counters = consumer.counters();
            if (counters.pending != 0 || counters.lost == 0 || counters.duplicated == 0)
                bench.steps.clear();
            return bench.steps;
        };
        const auto first = run();
        QVERIFY(first.size() > 600);
        QCOMPARE(run(), first);
    }
};

QTEST_GUILESS_MAIN(TestDelivery)
#include "tst_delivery.moc"
