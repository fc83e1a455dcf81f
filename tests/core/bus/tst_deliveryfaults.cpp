// SPDX-License-Identifier: GPL-3.0-or-later
#include "bustesting.h"

#include <QtTest>

#include <algorithm>

using namespace playhead;
using Texts = std::vector<std::string>;

/// What goes wrong on the way to a consumer, and with it, and what is done about that, in virtual
/// time.
class TestDeliveryFaults : public QObject
{
    Q_OBJECT

private slots:
    void latencyDelaysWithoutOvertaking()
    {
        std::vector<double> numbers{1, 0, 0.5};
        BusBench bench([&, next = std::size_t(0)](const DeliveryThrow &) mutable {
            return numbers[next++ % 3];
        });
        const auto handler = [](const Delivery &) { return ack(); };
        auto consumer = bench.subscribe("c", "c", handler);
        consumer.setFaults({.latency = 20 * ms, .latencyJitter = 10 * ms});
        QCOMPARE(consumer.faults().latency, 20 * ms);
        for (const char *id : {"1", "2", "3"})
            bench.publish("c", id);
        consumer.setFaults({});
        bench.publish("c", "4");
        QCOMPARE(consumer.counters().pending, 4U);
        bench.scheduler.runAll();
        bench.publish("c", "5");
        bench.steps.erase(std::remove_if(bench.steps.begin(), bench.steps.end(),
                                         [](const auto &step) {
                                             return step.find("deliver") == std::string::npos;
                                         }),
                          bench.steps.end());
        QCOMPARE(bench.steps,
                 (Texts{"30 deliver c>c 1 #1", "30 deliver c>c 2 #1", "30 deliver c>c 3 #1",
                        "30 deliver c>c 4 #1", "30 deliver c>c 5 #1"}));
    }

    void aLostDeliveryTimesOutAndIsRetried()
    {
        BusBench bench;
        auto policy = retrying(2);
        policy.acknowledgementTimeout = 50 * ms;
        int calls = 0;
        auto consumer = bench.subscribe(
            "c", "c",
            [&](const Delivery &) {
                ++calls;
                return ack();
            },
            policy);
        consumer.setFaults({.loss = 1});
        bench.publish("c", "1", "s");
        consumer.setFaults({});
        bench.scheduler.runAll();
        QCOMPARE(calls, 1);
        QCOMPARE(bench.steps, (Texts{"0 publish producer>c 1", "0 deliver c>c 1 #1",
                                     "150 deliver c>c 1 #2", "150 ack c>c 1 #2"}));
        QCOMPARE(consumer.counters().lost, 1U);
    }

    void aLostDeliveryWithoutTimeOutIsGone()
    {
        BusBench bench;
        auto consumer = bench.subscribe("c", "c", [](const Delivery &) { return ack(); });
        consumer.setFaults({.loss = 1});
        bench.publish("c", "1", "s");
        consumer.setFaults({});
        bench.publish("c", "2", "s");
        QCOMPARE(consumer.counters().lost, 1U);
        QCOMPARE(consumer.counters().acknowledged, 1U);
        QCOMPARE(consumer.counters().pending, 0U);
    }

    void duplicatesReachTheNaiveAndAreSkippedByTheIdempotent()
    {
        BusBench bench;
        int naiveCalls = 0;
        int idempotentCalls = 0;
        auto naive = bench.subscribe("c", "naive", [&](const Delivery &) {
            ++naiveCalls;
            return ack();
        });
        DeliveryPolicy policy;
        policy.idempotencyWindow = 10;
        auto idempotent = bench.subscribe(
            "c", "idempotent",
            [&](const Delivery &) {
                ++idempotentCalls;
                return ack();
            },
            policy);
        naive.setFaults({.duplicates = 1});
        idempotent.setFaults({.duplicates = 1});
        bench.publish("c", "1", "s");
        QCOMPARE(naiveCalls, 2);
        QCOMPARE(idempotentCalls, 1);
        QCOMPARE(bench.steps,
                 (Texts{"0 publish producer>c 1", "0 deliver c>naive 1 #1", "0 ack naive>c 1 #1",
                        "0 deliver c>naive 1 #1", "0 ack naive>c 1 #1",
                        "0 deliver c>idempotent 1 #1", "0 ack idempotent>c 1 #1",
                        "0 deliver c>idempotent 1 #1", "0 ack idempotent>c 1 #1"}));
        QCOMPARE(idempotent.counters().skipped, 1U);
        QCOMPARE(naive.counters().duplicated, 1U);
        QCOMPARE(naive.counters().pending, 0U);
    }

    void aPausedConsumerGetsNothingUntilItResumes_data()
    {
        QTest::addColumn<bool>("queued");
        QTest::newRow("direct") << false;
        QTest::newRow("queued") << true;
    }
    void aPausedConsumerGetsNothingUntilItResumes()
    {
        QFETCH(bool, queued);
        BusBench bench;
        DeliveryPolicy policy;
        policy.mode = queued ? DeliveryMode::Queued : DeliveryMode::Direct;
        Texts calls;
        auto consumer = bench.subscribe(
            "c", "c",
            [&](const Delivery &delivery) {
                calls.push_back(delivery.event().id);
                return ack();
            },
            policy);
        consumer.pause();
        QCOMPARE(consumer.state(), ConsumerState::Paused);
        bench.publish("c", "1", "s");
        bench.publish("c", "2");
        bench.scheduler.runAll();
        QVERIFY(calls.empty());
        QCOMPARE(consumer.counters().pending, 2U);
        consumer.resume();
        bench.scheduler.runAll();
        QCOMPARE(calls, (Texts{"1", "2"}));
        bench.publish("c", "3");
        bench.scheduler.runAll();
        QCOMPARE(calls.size(), 3U);
    }

    void aCrashForgetsAnswersAndRedelivers_data()
    {
        QTest::addColumn<int>("timeout");
        QTest::addColumn<int>("redelivery");
        QTest::newRow("with time-out") << 50 << 200;
        QTest::newRow("without") << 0 << 200;
        QTest::newRow("long time-out") << 500 << 600;
    }
    void aCrashForgetsAnswersAndRedelivers()
    {
        QFETCH(int, timeout);
        QFETCH(int, redelivery);
        BusBench bench;
        auto policy = retrying(3);
        policy.acknowledgementTimeout = timeout * ms;
        std::vector<Acknowledger> acknowledgers;
        auto consumer = bench.subscribe(
            "c", "c",
            [&](const Delivery &delivery) {
                acknowledgers.push_back(delivery.acknowledger());
                return later();
            },
            policy);
        bench.publish("c", "1", "s");
        consumer.crash();
        QCOMPARE(consumer.state(), ConsumerState::Crashed);
        bench.publish("c", "2", "s");
        QVERIFY(!acknowledgers[0].ack());
        bench.scheduler.runUntil(200 * ms);
        QCOMPARE(acknowledgers.size(), 1U);
        consumer.restart();
        bench.scheduler.runUntil(redelivery * ms);
        QCOMPARE(bench.steps.back(), std::to_string(redelivery) + " deliver c>c 1 #2");
        QVERIFY(acknowledgers.back().ack());
        QVERIFY(acknowledgers.back().ack());
        QCOMPARE(consumer.counters().pending, 0U);
        QCOMPARE(consumer.counters().acknowledged, 2U);
    }

    void aCrashWithinAHandlerLosesItsAnswer()
    {
        BusBench bench;
        int calls = 0;
        Subscription consumer;
        consumer = bench.subscribe("c", "c", [&](const Delivery &) {
            if (++calls == 1) consumer.crash();
            return ack();
        });
        // Something pending, so that the delivery is in the books when its consumer crashes.
        consumer.setFaults({.duplicates = 1e-9});
        bench.publish("c", "1", "s");
        QCOMPARE(consumer.counters().acknowledged, 0U);
        consumer.restart();
        bench.scheduler.runAll();
        QCOMPARE(calls, 2);
        QCOMPARE(consumer.counters().acknowledged, 1U);
        QCOMPARE(consumer.counters().pending, 0U);
    }
};

QTEST_GUILESS_MAIN(TestDeliveryFaults)
#include "tst_deliveryfaults.moc"
