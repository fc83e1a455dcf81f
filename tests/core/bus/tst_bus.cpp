// SPDX-License-Identifier: GPL-3.0-or-later
#include "bustesting.h"

#include <QtTest>

using namespace playhead;
using Texts = std::vector<std::string>;

class TestBus : public QObject
{
    Q_OBJECT

private slots:
    void everyStepReachesTheTapInCausalOrder()
    {
        BusBench bench;
        const auto first = bench.subscribe("orders.*", "first", [&](const Delivery &delivery) {
            if (delivery.channel() == "orders.new") bench.publish("orders.seen", "e2");
            return ack();
        });
        const auto second =
            bench.subscribe("#", "second", [](const Delivery &) { return nack("no"); });
        const auto result = bench.publish("orders.new", "e1");
        QCOMPARE(result, (PublishResult{2, 0}));
        QCOMPARE(
            bench.steps,
            (Texts{"0 publish producer>orders.new e1", "0 deliver orders.new>first e1 #1",
                   "0 publish producer>orders.seen e2", "0 deliver orders.seen>first e2 #1",
                   "0 ack first>orders.seen e2 #1", "0 deliver orders.seen>second e2 #1",
                   "0 nack second>orders.seen e2 #1 ! (no)", "0 ack first>orders.new e1 #1",
                   "0 deliver orders.new>second e1 #1", "0 nack second>orders.new e1 #1 ! (no)"}));
        QCOMPARE(first.counters().acknowledged, 2U);
        QCOMPARE(second.counters().failed, 2U);
        QCOMPARE(second.counters().discarded, 2U);
        QCOMPARE(bench.participants.role(bench.participants.find("orders.new")), Role::Channel);
    }

    void aHandleSeesSubscriptionsComeAndGo()
    {
        BusBench bench;
        int calls = 0;
        auto channel = bench.bus.channel("orders");
        const auto producer = bench.bus.participant("producer");
        QCOMPARE(channel.publish(producer, eventOf("1")).subscriptions, 0U);
        auto subscription = bench.subscribe("orders", "c", [&](const Delivery &) {
            ++calls;
            return ack();
        });
        QCOMPARE(channel.publish(producer, eventOf("2")).subscriptions, 1U);
        auto copy = channel;
        QCOMPARE(copy.publish(producer, eventOf("3")).subscriptions, 1U);
        QCOMPARE(subscription.counters().delivered, 2U);
        QVERIFY(subscription.isActive());
        subscription.unsubscribe();
        QVERIFY(!subscription.isActive());
        QCOMPARE(channel.publish(producer, eventOf("4")).subscriptions, 0U);
        QCOMPARE(calls, 2);
    }

    void unsubscribingDestroysTheHandler()
    {
        BusBench bench;
        auto token = std::make_shared<int>(0);
        auto channel = bench.bus.channel("orders");
        auto subscription =
            bench.subscribe("orders", "c", [token](const Delivery &) { return ack(); });
        channel.publish({}, eventOf("1"));
        QCOMPARE(token.use_count(), 2);
        subscription = Subscription();
        QCOMPARE(token.use_count(), 1);
    }

    void aHandlerMayUnsubscribeItselfAndOthers()
    {
        BusBench bench;
        Texts calls;
        auto token = std::make_shared<int>(0);
        Subscription first;
        Subscription second;
        first = bench.subscribe("c", "first", [&, token](const Delivery &) {
            calls.emplace_back("first");
            first.unsubscribe();
            second.unsubscribe();
            return ack();
        });
        second = bench.subscribe("c", "second", [&](const Delivery &) {
            calls.emplace_back("second");
            return ack();
        });
        auto third = bench.subscribe("c", "third", [&](const Delivery &) {
            calls.emplace_back("third");
            return ack();
        });
        QCOMPARE(bench.publish("c", "1").subscriptions, 2U);
        QCOMPARE(calls, (Texts{"first", "third"}));
        bench.publish("c", "2");
        QCOMPARE(calls, (Texts{"first", "third", "third"}));
        third.unsubscribe();
        QCOMPARE(token.use_count(), 1);
    }

    void aSubscriptionMadeInAHandlerGetsTheNextEvent()
    {
        BusBench bench;
        Texts calls;
        auto channel = bench.bus.channel("c");
        std::vector<Subscription> made;
        const auto maker = bench.subscribe("c", "maker", [&](const Delivery &delivery) {
            if (made.empty()) {
                made.push_back(bench.subscribe("c", "late", [&](const Delivery &late) {
                    calls.push_back(late.event().id);
                    return ack();
                }));
                channel.publish({}, eventOf("nested"));
            }
            return delivery.attempt() == 1 ? ack() : nack({});
        });
        channel.publish({}, eventOf("1"));
        channel.publish({}, eventOf("2"));
        QCOMPARE(calls, (Texts{"nested", "2"}));
    }

    void anExceptionIsANack()
    {
        BusBench bench;
        const auto first = bench.subscribe(
            "c", "first", [](const Delivery &) -> Outcome { throw std::runtime_error("oops"); });
        const auto second =
            bench.subscribe("c", "second", [](const Delivery &) -> Outcome { throw 1; });
        bench.publish("c", "1");
        QCOMPARE(bench.steps[2], "0 nack first>c 1 #1 ! (oops)");
        QCOMPARE(bench.steps[4],
                 "0 nack second>c 1 #1 ! (the handler threw something that is no exception)");
    }

    void queuedEventsWaitForTheScheduler()
    {
        BusBench bench;
        Texts calls;
        DeliveryPolicy policy;
        policy.mode = DeliveryMode::Queued;
        const auto subscription = bench.subscribe(
            "c", "q",
            [&](const Delivery &delivery) {
                calls.push_back(delivery.event().id);
                return ack();
            },
            policy);
        bench.publish("c", "1");
        bench.publish("c", "2");
        QVERIFY(calls.empty());
        QCOMPARE(subscription.counters().pending, 2U);
        QVERIFY(bench.scheduler.runNext());
        QCOMPARE(calls, Texts{"1"});
        QCOMPARE(bench.scheduler.runAll(), 1U);
        QCOMPARE(calls, (Texts{"1", "2"}));
        QCOMPARE(bench.scheduler.now(), 0);
    }

    void aFullQueueDoesAsItsPolicySays_data()
    {
        QTest::addColumn<int>("whenFull");
        QTest::addColumn<QByteArray>("delivered");
        QTest::newRow("reject") << int(QueueFull::Reject) << QByteArray("12");
        QTest::newRow("drop oldest") << int(QueueFull::DropOldest) << QByteArray("34");
        QTest::newRow("block cannot in virtual time")
            << int(QueueFull::Block) << QByteArray("1234");
    }
    void aFullQueueDoesAsItsPolicySays()
    {
        QFETCH(int, whenFull);
        QFETCH(QByteArray, delivered);
        BusBench bench;
        std::string calls;
        DeliveryPolicy policy;
        policy.mode = DeliveryMode::Queued;
        policy.capacity = 2;
        policy.whenFull = QueueFull(whenFull);
        const auto subscription = bench.subscribe(
            "c", "q",
            [&](const Delivery &delivery) {
                calls += delivery.event().id;
                return ack();
            },
            policy);
        std::uint32_t rejected = 0;
        for (const char *id : {"1", "2", "3", "4"})
            rejected += bench.publish("c", id, "same").rejected;
        bench.scheduler.runAll();
        QCOMPARE(QByteArray::fromStdString(calls), delivered);
        const auto counters = subscription.counters();
        QCOMPARE(counters.pending, 0U);
        const auto lost = policy.whenFull == QueueFull::Block ? 0U : 2U;
        QCOMPARE(counters.rejected + counters.dropped, lost);
        QCOMPARE(counters.blocked, policy.whenFull == QueueFull::Block ? 2U : 0U);
        QCOMPARE(rejected, policy.whenFull == QueueFull::Reject ? 2U : 0U);
        QCOMPARE(std::count_if(
                     bench.steps.begin(), bench.steps.end(),
                     [](const auto &text) { return text.find("nack q>c") != std::string::npos; }),
                 std::ptrdiff_t(lost));
    }

    void refusesWhatMakesNoSense()
    {
        BusBench bench;
        const auto handler = [](const Delivery &) { return ack(); };
        QVERIFY(!bench.bus.subscribe("a..b", "c", handler));
        DeliveryPolicy policy;
        policy.attempts = 0;
        QVERIFY(!bench.bus.subscribe("a", "c", handler, policy));
        policy = {};
        policy.deadLetterChannel = "dead.*";
        QVERIFY(!bench.bus.subscribe("a", "c", handler, policy));
        policy = {};
        policy.mode = DeliveryMode::Queued;
        policy.capacity = 0;
        QVERIFY(!bench.bus.subscribe("a", "c", handler, policy));
        policy = {};
        policy.backOff.jitter = 2;
        QVERIFY(!bench.bus.subscribe("a", "c", handler, policy));
    }

    void handlesOutliveTheBus()
    {
        VirtualScheduler scheduler;
        ParticipantTable participants;
        Channel channel;
        Subscription subscription;
        Acknowledger acknowledger;
        {
            Bus bus(scheduler, participants);
            channel = bus.channel("c");
            subscription = std::move(bus.subscribe("c", "c",
                                                   [&](const Delivery &delivery) {
                                                       acknowledger = delivery.acknowledger();
                                                       return later();
                                                   })
                                         .value());
            channel.publish({}, eventOf("1"));
        }
        QVERIFY(!subscription.isActive());
        QCOMPARE(channel.publish({}, eventOf("2")).subscriptions, 0U);
        QVERIFY(!acknowledger.ack());
    }

    void virtualTimeRunsInOrderOfTimeThenInsertion()
    {
        VirtualScheduler scheduler(100);
        std::vector<int> order;
        scheduler.schedule(20, [&] { order.push_back(3); });
        scheduler.schedule(10, [&] {
            order.push_back(1);
            scheduler.schedule(0, [&] { order.push_back(2); });
        });
        const auto cancelled = scheduler.schedule(5, [&] { order.push_back(0); });
        QVERIFY(scheduler.cancel(cancelled));
        QVERIFY(!scheduler.cancel(cancelled));
        QCOMPARE(scheduler.nextTime(), std::optional<Timestamp>(110));
        scheduler.runUntil(115);
        QCOMPARE(scheduler.now(), 115);
        QCOMPARE(order, (std::vector{1, 2}));
        scheduler.runFor(10);
        QCOMPARE(order, (std::vector{1, 2, 3}));
        QCOMPARE(scheduler.now(), 125);
        QVERIFY(!scheduler.runNext());
    }

    void theGateDecidesWhatIsPublished()
    {
        BusBench bench;
        const auto first = bench.subscribe("a", "one", [](const Delivery &) { return ack(); });
        const auto second = bench.subscribe("b", "two", [&](const Delivery &delivery) {
            // What a handler publishes passes the gate as well.
            if (delivery.event().id == "more") bench.publish("a", "lost");
            return ack();
        });
        bench.bus.setGate([&](Publication asked) {
            std::vector<Publication> admitted;
            if (asked.event->id == "lost") return admitted;
            if (asked.event->id == "2") admitted.push_back({"b", asked.producer, eventOf("more")});
            admitted.push_back(std::move(asked));
            return admitted;
        });
        QCOMPARE(bench.publish("a", "1").subscriptions, 1U);
        QCOMPARE(bench.publish("a", "2").subscriptions, 2U);
        QCOMPARE(bench.publish("a", "lost").subscriptions, 0U);
        bench.bus.setGate({});
        bench.publish("a", "lost");
        QCOMPARE(
            bench.steps,
            (Texts{"0 publish producer>a 1", "0 deliver a>one 1 #1", "0 ack one>a 1 #1",
                   "0 publish producer>b more", "0 deliver b>two more #1", "0 ack two>b more #1",
                   "0 publish producer>a 2", "0 deliver a>one 2 #1", "0 ack one>a 2 #1",
                   "0 publish producer>a lost", "0 deliver a>one lost #1", "0 ack one>a lost #1"}));
    }
};

QTEST_GUILESS_MAIN(TestBus)
#include "tst_bus.moc"
