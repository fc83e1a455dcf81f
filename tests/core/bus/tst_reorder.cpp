// SPDX-License-Identifier: GPL-3.0-or-later
#include "bustesting.h"

#include <QtTest>

#include <string>
#include <vector>

using namespace playhead;
using Texts = std::vector<std::string>;

/// Deliveries that overtake each other, and subscriptions by the type of events.
class TestReorder : public QObject
{
    Q_OBJECT

private:
    /// Chance that gives what it was told, then the same for ever.
    static RandomSource loaded(std::vector<double> throws)
    {
        return [throws = std::move(throws), at = std::size_t(0)](const DeliveryThrow &) mutable {
            return at < throws.size() ? throws[at++] : 0.99;
        };
    }
    static Handler hearing(Texts &ids)
    {
        return [&ids](const Delivery &delivery) {
            ids.push_back(delivery.event().id);
            return ack();
        };
    }
    static EventPtr typed(std::string type, std::string id)
    {
        Event event;
        event.id = std::move(id);
        event.type = std::move(type);
        return std::make_shared<const Event>(std::move(event));
    }

private slots:
    void theNextDeliveryOvertakesOneThatIsHeldBack_data()
    {
        QTest::addColumn<bool>("queued");
        QTest::addColumn<int>("latency");
        QTest::newRow("direct") << false << 0;
        QTest::newRow("queued") << true << 0;
        QTest::newRow("direct, far") << false << 20;
        QTest::newRow("queued, far") << true << 20;
    }
    void theNextDeliveryOvertakesOneThatIsHeldBack()
    {
        QFETCH(bool, queued);
        QFETCH(int, latency);
        BusBench bench(loaded({0.9, 0.1, 0.9})); // holds back the second of four
        DeliveryPolicy policy;
        policy.mode = queued ? DeliveryMode::Queued : DeliveryMode::Direct;
        Texts ids;
        auto consumer = bench.subscribe("c", "consumer", hearing(ids), policy);
        consumer.setFaults({.latency = latency * ms, .reorder = 0.5});
        for (const auto *id : {"1", "2", "3", "4"}) {
            bench.publish("c", id, "s"); // of one subject: that does not help them
            bench.scheduler.runFor(ms);
        }
        bench.scheduler.runFor(latency * ms);
        QCOMPARE(ids, (Texts{"1", "3", "2", "4"}));
        QCOMPARE(consumer.counters().reordered, 1U);
        QCOMPARE(consumer.counters().pending, 0U);
        bench.scheduler.runAll();
        QCOMPARE(ids.size(), 4U);
    }

    void allOfThemSwapInPairs()
    {
        BusBench bench;
        Texts ids;
        auto consumer = bench.subscribe("c", "consumer", hearing(ids));
        consumer.setFaults({.reorder = 1});
        for (const auto *id : {"1", "2", "3", "4"})
            bench.publish("c", id);
        bench.scheduler.runAll();
        QCOMPARE(ids, (Texts{"2", "1", "4", "3"}));
    }

    void theLastArrivesThoughNoneOvertakesIt()
    {
        BusBench bench;
        Texts ids;
        auto consumer = bench.subscribe("c", "consumer", hearing(ids));
        consumer.setFaults({.latency = 5 * ms, .reorder = 1});
        bench.publish("c", "1");
        bench.scheduler.runFor(5 * ms + Faults::longestHold - 1);
        QVERIFY(ids.empty());
        bench.scheduler.runFor(1);
        QCOMPARE(ids, Texts{"1"});
        QCOMPARE(bench.steps.back(), std::string("1005 ack consumer>c 1 #1"));
    }

    void withoutTheFaultNothingIsThrownForIt()
    {
        int throws = 0;
        BusBench bench([&throws](const DeliveryThrow &) {
            ++throws;
            return 0.0;
        });
        Texts ids;
        auto consumer = bench.subscribe("c", "consumer", hearing(ids));
        consumer.setFaults({.latency = 5 * ms});
        bench.publish("c", "1");
        bench.scheduler.runAll();
        QCOMPARE(throws, 0);
        consumer.setFaults({.reorder = 1});
        bench.publish("c", "2");
        consumer.setFaults({}); // what is held back is still overtaken
        bench.publish("c", "3");
        bench.scheduler.runAll();
        QCOMPARE(ids, (Texts{"1", "3", "2"}));
        bench.publish("c", "4"); // at once again
        QCOMPARE(ids.back(), std::string("4"));
    }

    void aFullQueueDropsWhatIsHeldBackInItsTurn()
    {
        BusBench bench;
        Texts ids;
        DeliveryPolicy policy;
        policy.mode = DeliveryMode::Queued;
        policy.capacity = 1;
        policy.whenFull = QueueFull::DropOldest;
        auto consumer = bench.subscribe("c", "consumer", hearing(ids), policy);
        consumer.setFaults({.reorder = 1});
        bench.publish("c", "1");
        bench.publish("c", "2");
        bench.scheduler.runAll();
        QCOMPARE(ids, Texts{"2"});
        QCOMPARE(consumer.counters().dropped, 1U);
        QCOMPARE(consumer.counters().pending, 0U);
    }

    void unsubscribingForgetsWhatIsHeldBack()
    {
        BusBench bench;
        Texts ids;
        auto consumer = bench.subscribe("c", "consumer", hearing(ids));
        consumer.setFaults({.reorder = 1});
        bench.publish("c", "1");
        consumer.unsubscribe();
        bench.scheduler.runAll();
        QVERIFY(ids.empty());
    }

    void theSameChanceGivesTheSameOrder()
    {
        const auto run = [] {
            BusBench bench;
            Texts ids;
            auto consumer = bench.subscribe("c", "consumer", hearing(ids));
            consumer.setFaults({.latency = 3 * ms, .latencyJitter = 2 * ms, .reorder = 0.3});
            for (int i = 0; i < 100; ++i) {
                bench.publish("c", std::to_string(i), std::to_string(i % 3));
                bench.scheduler.runFor(ms);
            }
            bench.scheduler.runAll();
            return ids;
        };
        const auto first = run();
        QCOMPARE(first.size(), 100U);
        QVERIFY(!std::ranges::is_sorted(first, {}, [](const auto &id) { return std::stoi(id); }));
        QCOMPARE(run(), first);
    }

    void aSubscriptionByTypeHearsThatTypeOnAllChannels()
    {
        BusBench bench;
        Texts ids;
        Texts all;
        DeliveryPolicy policy;
        policy.types = "order.*";
        const auto some = bench.subscribe("#", "some", hearing(ids), policy);
        const auto others = bench.subscribe("#", "others", hearing(all));
        const auto producer = bench.bus.participant("producer");
        QCOMPARE(bench.bus.publish("a", producer, typed("order.placed", "1")).subscriptions, 2U);
        QCOMPARE(bench.bus.publish("b", producer, typed("order.paid", "2")).subscriptions, 2U);
        QCOMPARE(bench.bus.publish("a", producer, typed("order.line.added", "3")).subscriptions,
                 1U);
        QCOMPARE(bench.bus.publish("a", producer, typed("mail.sent", "4")).subscriptions, 1U);
        bench.scheduler.runAll();
        QCOMPARE(ids, (Texts{"1", "2"}));
        QCOMPARE(all.size(), 4U);
        QCOMPARE(some.counters().delivered, 2U);
    }

    void aPatternOfTypesMustBeOne()
    {
        BusBench bench;
        DeliveryPolicy policy;
        policy.types = "order*";
        const auto refused = bench.bus.subscribe(
            "#", "c", [](const Delivery &) { return ack(); }, policy);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.find("order*") != std::string::npos);
    }

    void deadLettersAreHeardByThoseWhoAskForThem()
    {
        BusBench bench;
        Texts heard;
        Texts quiet;
        DeliveryPolicy without;
        without.hearsDeadLetters = false;
        const auto one = bench.subscribe("#", "one", hearing(heard));
        const auto two = bench.subscribe("#", "two", hearing(quiet), without);
        bench.publish("dead", "0"); // no channel for dead letters yet
        DeliveryPolicy burying;
        burying.deadLetterChannel = "dead";
        const auto bad = bench.subscribe(
            "c", "bad", [](const Delivery &) { return nack("no"); }, burying);
        bench.publish("c", "1");
        bench.scheduler.runAll();
        QCOMPARE(heard, (Texts{"0", "1", "1"}));
        QCOMPARE(quiet, (Texts{"0", "1"}));
    }

    void subscriptionsAreFoundAndDisturbedByOthers()
    {
        BusBench bench;
        Texts ids;
        auto kept = bench.subscribe("orders.*", "consumer", hearing(ids));
        auto gone = bench.subscribe("orders", "other", hearing(ids));
        gone.unsubscribe();
        auto handles = bench.bus.subscriptions();
        QCOMPARE(handles.size(), 1U);
        auto &handle = handles.front();
        QCOMPARE(handle.pattern(), std::string("orders.*"));
        QCOMPARE(std::string(bench.participants.name(handle.consumer())), std::string("consumer"));
        handle.crash();
        QCOMPARE(kept.state(), ConsumerState::Crashed);
        bench.publish("orders.eu", "1");
        QVERIFY(ids.empty());
        handle.restart();
        bench.scheduler.runAll();
        QCOMPARE(ids, Texts{"1"});
        kept.unsubscribe();
        QVERIFY(!handle.isActive());
        handle.setFaults({.loss = 1}); // of what has ended: nothing happens
        QVERIFY(bench.bus.subscriptions().empty());
        QCOMPARE(bench.bus.channelNames(), Texts{"orders.eu"});
    }
};

QTEST_GUILESS_MAIN(TestReorder)
#include "tst_reorder.moc"
