// SPDX-License-Identifier: GPL-3.0-or-later
#include "bustesting.h"

#include "bus/realscheduler.h"
#include "support/eventually.h"

#include <QtTest>

#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <thread>

using namespace playhead;

/// Read by the thread sanitizer: Qt Test is not compiled with it, and so its watchdog's locks are
/// not understood.
extern "C" const char *__tsan_default_suppressions();
extern "C" const char *__tsan_default_suppressions()
{
    return "called_from_lib:libQt6Test.so\ncalled_from_lib:libQt6Core.so\n";
}

namespace {

DeliveryPolicy queued(std::size_t capacity, QueueFull whenFull = QueueFull::Block)
{
    DeliveryPolicy policy;
    policy.mode = DeliveryMode::Queued;
    policy.capacity = capacity;
    policy.whenFull = whenFull;
    return policy;
}

/// Runs `work(number)` on `count` threads until all have returned.
template <class Work> void onThreads(int count, Work work)
{
    std::vector<std::thread> threads;
    for (int number = 0; number < count; ++number)
        threads.emplace_back(work, number);
    for (auto &thread : threads)
        thread.join();
}

} // namespace

/// The bus in real time, with real threads. To be run under the thread sanitizer too.
class TestBusThreads : public QObject
{
    Q_OBJECT

private:
    RealScheduler m_scheduler;
    ParticipantTable m_participants;

private slots:
    void eachPublishersSubjectStaysInOrder_data()
    {
        QTest::addColumn<bool>("isQueued");
        QTest::addColumn<bool>("failing");
        QTest::newRow("direct") << false << false;
        QTest::newRow("queued") << true << false;
        QTest::newRow("direct, failing") << false << true;
        QTest::newRow("queued, failing") << true << true;
    }
    void eachPublishersSubjectStaysInOrder()
    {
        QFETCH(bool, isQueued);
        QFETCH(bool, failing);
        constexpr int threads = 3;
        constexpr int events = 2000;
        Bus bus(m_scheduler, m_participants);
        auto policy = isQueued ? queued(64) : DeliveryPolicy();
        policy.attempts = 3;
        policy.backOff = {.initial = 10'000, .factor = 1, .maximum = 10'000, .jitter = 0};
        std::mutex mutex;
        std::map<std::string, int> last;
        std::atomic<int> disorder{0};
        const auto consumer =
            std::move(bus.subscribe(
                             "orders.#", "c",
                             [&](const Delivery &delivery) {
                                 const auto number = std::stoi(delivery.event().id);
                                 if (failing && number % 100 == 7 && delivery.attempt() < 3)
                                     return nack("retry");
                                 const std::lock_guard lock(mutex);
                                 auto &before = last[delivery.event().subject];
                                 disorder += number == before + 1 ? 0 : 1;
                                 before = number;
                                 return ack();
                             },
                             policy)
                          .value());
        onThreads(threads, [&](int thread) {
            auto channel = bus.channel("orders.eu");
            const auto producer = bus.participant("producer");
            for (int i = 1; i <= events; ++i)
                channel.publish(producer, eventOf(std::to_string(i), std::to_string(thread)));
        });
        EVENTUALLY_EQUAL(consumer.counters().acknowledged, std::uint64_t(threads * events));
        QCOMPARE(disorder.load(), 0);
        EVENTUALLY_EQUAL(consumer.counters().pending, 0U);
        QCOMPARE(consumer.counters().failed, failing ? 2U * threads * events / 100 : 0U);
    }

    void theTapMissesNothingAndKeepsCauseBeforeEffect()
    {
        constexpr int threads = 2;
        constexpr int events = 2000;
        Bus bus(m_scheduler, m_participants);
        std::mutex mutex;
        std::map<const Event *, std::vector<StepKind>> seen;
        std::vector<EventPtr> alive;
        bus.setTap([&](std::span<TapStep> steps) {
            const std::lock_guard lock(mutex);
            for (auto &step : steps) {
                seen[step.event.get()].push_back(step.kind);
                alive.push_back(std::move(step.event));
            }
        });
        const auto handler = [](const Delivery &) { return ack(); };
        const auto direct = std::move(bus.subscribe("c", "direct", handler).value());
        const auto queue = std::move(bus.subscribe("c", "queued", handler, queued(16)).value());
        onThreads(threads, [&](int) {
            for (int i = 0; i < events; ++i)
                bus.publish("c", {}, eventOf(std::to_string(i)));
        });
        EVENTUALLY_EQUAL(queue.counters().acknowledged, std::uint64_t(threads * events));
        bus.setTap({});
        QCOMPARE(seen.size(), std::size_t(threads * events));
        for (const auto &[event, kinds] : seen) {
            QCOMPARE(kinds.size(), 5U);
            QCOMPARE(kinds.front(), StepKind::Publish);
            int open = 0;
            for (const auto kind : kinds) {
                open += kind == StepKind::Deliver ? 1 : kind == StepKind::Ack ? -1 : 0;
                QVERIFY(open >= 0);
            }
        }
    }

    void aFullQueueMakesThePublisherWait()
    {
        Bus bus(m_scheduler, m_participants);
        std::promise<void> gate;
        const auto open = gate.get_future().share();
        const auto consumer = std::move(bus.subscribe(
                                               "c", "slow",
                                               [open](const Delivery &) {
                                                   open.wait();
                                                   return ack();
                                               },
                                               queued(2))
                                            .value());
        std::atomic<int> published{0};
        std::thread publisher([&] {
            for (int i = 0; i < 10; ++i) {
                bus.publish("c", {}, eventOf(std::to_string(i)));
                ++published;
            }
        });
        EVENTUALLY_EQUAL(published.load(), 3); // one is being handled, two wait
        EVENTUALLY(consumer.counters().blocked > 0);
        QCOMPARE(published.load(), 3);
        gate.set_value();
        publisher.join();
        EVENTUALLY_EQUAL(consumer.counters().acknowledged, 10U);
    }

    void unsubscribingFreesAPublisherThatWaits()
    {
        Bus bus(m_scheduler, m_participants);
        auto consumer =
            std::move(bus.subscribe(
                             "c", "c", [](const Delivery &) { return ack(); }, queued(1))
                          .value());
        const auto other =
            std::move(bus.subscribe("c", "other", [](const Delivery &) { return ack(); }).value());
        consumer.pause();
        std::thread publisher([&] {
            for (int i = 0; i < 5; ++i)
                bus.publish("c", {}, eventOf(std::to_string(i)));
        });
        EVENTUALLY(consumer.counters().blocked > 0);
        // Somebody else can be unsubscribed meanwhile.
        std::move(bus.subscribe("x", "third", [](const Delivery &) { return ack(); }).value())
            .unsubscribe();
        consumer.unsubscribe();
        publisher.join();
        QCOMPARE(other.counters().acknowledged, 5U);
    }

    void aQueuedConsumerMayFillItsOwnQueue()
    {
        Bus bus(m_scheduler, m_participants);
        std::atomic<int> calls{0};
        const auto consumer = std::move(bus.subscribe(
                                               "c", "c",
                                               [&](const Delivery &delivery) {
                                                   ++calls;
                                                   if (delivery.event().id == "first") {
                                                       for (int i = 0; i < 5; ++i)
                                                           bus.publish("c", {}, eventOf("more"));
                                                   }
                                                   return ack();
                                               },
                                               queued(2))
                                            .value());
        bus.publish("c", {}, eventOf("first"));
        EVENTUALLY_EQUAL(calls.load(), 6);
    }

    void noCallBeginsAfterUnsubscribing()
    {
        Bus bus(m_scheduler, m_participants);
        std::atomic<bool> ending{false};
        std::vector<std::thread> publishers;
        for (int i = 0; i < 2; ++i) {
            publishers.emplace_back([&] {
                auto channel = bus.channel("c");
                const auto event = eventOf("e");
                while (!ending)
                    channel.publish({}, event);
            });
        }
        std::atomic<int> late{0};
        for (int i = 0; i < 300; ++i) {
            auto alive = std::make_unique<std::atomic<bool>>(true);
            const auto handler = [&late, flag = alive.get()](const Delivery &) {
                late += flag->load() ? 0 : 1;
                return ack();
            };
            auto policy = i % 2 == 0 ? DeliveryPolicy() : queued(4, QueueFull::DropOldest);
            auto consumer = std::move(bus.subscribe("#", "c", handler, policy).value());
            if (i % 3 == 0) {
                while (consumer.counters().delivered == 0)
                    std::this_thread::yield();
            }
            consumer.unsubscribe();
            alive->store(false); // and gone, for the sanitizers
        }
        ending = true;
        for (auto &publisher : publishers)
            publisher.join();
        QCOMPARE(late.load(), 0);
    }

    void handlersMayUnsubscribeOnTheirOwnThreads()
    {
        auto token = std::make_shared<int>(0);
        {
            Bus bus(m_scheduler, m_participants);
            std::mutex mutex;
            std::vector<Subscription> subscriptions(8);
            std::atomic<int> calls{0};
            for (std::size_t i = 0; i < subscriptions.size(); ++i) {
                const std::lock_guard lock(mutex);
                subscriptions[i] = std::move(bus.subscribe(
                                                    "c", "c",
                                                    [&, i, token](const Delivery &) {
                                                        Subscription mine;
                                                        {
                                                            const std::lock_guard inner(mutex);
                                                            mine = std::move(subscriptions[i]);
                                                        }
                                                        mine.unsubscribe();
                                                        ++calls;
                                                        return ack();
                                                    },
                                                    i % 2 == 0 ? DeliveryPolicy() : queued(4))
                                                 .value());
            }
            onThreads(2, [&](int) {
                for (int i = 0; i < 10; ++i)
                    bus.publish("c", {}, eventOf("e"));
            });
            EVENTUALLY(calls.load() >= 8);
        }
        QCOMPARE(token.use_count(), 1L);
    }

    void acknowledgersAnswerFromOtherThreads()
    {
        Bus bus(m_scheduler, m_participants);
        std::mutex mutex;
        std::vector<Acknowledger> open;
        auto policy = queued(32);
        policy.concurrency = 4;
        const auto consumer = std::move(bus.subscribe(
                                               "c", "c",
                                               [&](const Delivery &delivery) {
                                                   const std::lock_guard lock(mutex);
                                                   open.push_back(delivery.acknowledger());
                                                   return later();
                                               },
                                               policy)
                                            .value());
        std::atomic<int> answered{0};
        onThreads(3, [&](int number) {
            for (int i = 0; number == 0 && i < 500; ++i)
                bus.publish("c", {}, eventOf("e", std::to_string(i % 5)));
            while (number != 0 && answered < 500) {
                Acknowledger next;
                {
                    const std::lock_guard lock(mutex);
                    if (!open.empty()) {
                        next = open.back();
                        open.pop_back();
                    }
                }
                answered += next.ack() ? 1 : 0;
            }
        });
        QCOMPARE(consumer.counters().acknowledged, 500U);
        QCOMPARE(consumer.counters().pending, 0U);
    }

    void faultsMayChangeWhileItRuns()
    {
        Bus bus(m_scheduler, m_participants);
        auto policy = queued(64);
        policy.attempts = 1000;
        policy.backOff = {.initial = 1000, .factor = 1, .maximum = 1000, .jitter = 0.5};
        policy.acknowledgementTimeout = ms;
        policy.idempotencyWindow = 10000;
        std::atomic<int> calls{0};
        auto consumer = std::move(bus.subscribe(
                                         "c", "c",
                                         [&](const Delivery &) {
                                             ++calls;
                                             return ack();
                                         },
                                         policy)
                                      .value());
        std::thread publisher([&] {
            for (int i = 0; i < 2000; ++i)
                bus.publish("c", {}, eventOf(std::to_string(i), std::to_string(i % 11)));
        });
        for (int i = 0; i < 50; ++i) {
            consumer.setFaults({.latency = i % 3 * 10'000,
                                .latencyJitter = 5'000,
                                .loss = i % 2 * 0.1,
                                .duplicates = 0.1});
            i % 5 == 0 ? consumer.crash() : consumer.pause();
            consumer.restart();
            std::this_thread::yield();
        }
        consumer.setFaults({});
        publisher.join();
        EVENTUALLY_EQUAL(consumer.counters().pending, 0U);
        QVERIFY(calls.load() >= 2000); // a crash may forget that it was handled
    }

    void theTapMayChangeWhileItRuns()
    {
        Bus bus(m_scheduler, m_participants);
        std::atomic<bool> ending{false};
        const auto consumer =
            std::move(bus.subscribe("c", "c", [](const Delivery &) { return ack(); }).value());
        std::thread publisher([&] {
            auto channel = bus.channel("c");
            while (!ending)
                channel.publish({}, eventOf("e"));
        });
        for (int i = 0; i < 300; ++i) {
            auto count = std::make_unique<std::atomic<int>>(0);
            bus.setTap(
                [count = count.get()](std::span<TapStep> steps) { *count += int(steps.size()); });
            while (count->load() == 0)
                std::this_thread::yield();
            bus.setTap({});
        }
        ending = true;
        publisher.join();
    }

    void timersRunInOrderAndCanBeCancelled()
    {
        // Which task is due first is certain only where all were scheduled before the first was
        // due: a machine that is busy may take longer, and then it is done again.
        for (bool inTime = false; !inTime;) {
            std::promise<std::vector<int>> done;
            std::vector<int> order;
            RealScheduler scheduler; // ends before what its tasks write to
            const auto first = scheduler.now();
            scheduler.schedule(3 * ms, [&] {
                order.push_back(2);
                done.set_value(order);
            });
            scheduler.schedule(ms, [&] { order.push_back(1); });
            const auto cancelled = scheduler.schedule(2 * ms, [&] { order.push_back(0); });
            const bool isCancelled = scheduler.cancel(cancelled);
            inTime = scheduler.now() - first < 2 * ms;
            const auto ran = done.get_future().get();
            QVERIFY(scheduler.now() >= first);
            QVERIFY(std::abs(first - currentTime()) < 10 * nanosecondsPerSecond);
            if (!inTime) continue;
            QVERIFY(isCancelled);
            QCOMPARE(ran, (std::vector{1, 2}));
        }
    }
};

QTEST_GUILESS_MAIN(TestBusThreads)
#include "tst_busthreads.moc"
