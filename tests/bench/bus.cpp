// SPDX-License-Identifier: GPL-3.0-or-later
// bus.direct and bus.threads: deliveries a second, against other ways to call the same handlers.
#include "bus/bus.h"
#include "bench/bench.h"
#include "bus/realscheduler.h"
#include "log/logwriter.h"
#include "log/recorder.h"
#include "log/temporarycase.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include <boost/signals2.hpp>

namespace playhead::bench {
namespace {

constexpr int handlers = 3;

EventPtr sampleEvent()
{
    Event event;
    event.id = "e-1";
    event.type = "order.placed";
    event.source = "orders";
    event.data = R"({"id":1,"amount":12.5})";
    event.encoding = DataEncoding::Json;
    return std::make_shared<const Event>(std::move(event));
}

/// A dispatcher as eventpp builds its one for threads (Debian does not package eventpp): a locked
/// look-up by key, then a linked list of shared nodes, for a callback may remove any of them; the
/// list's lock is taken, and a reference to the next node, for every step along it.
class LockedDispatcher
{
public:
    using Callback = std::function<void(const EventPtr &)>;

    void append(const std::string &key, Callback callback)
    {
        const std::lock_guard lock(m_mutex);
        auto &list = m_lists[key];
        auto node = std::make_shared<Node>();
        node->callback = std::move(callback);
        node->counter = ++list.counter;
        (list.tail ? list.tail->next : list.head) = node;
        list.tail = std::move(node);
    }

    void dispatch(const std::string &key, const EventPtr &event)
    {
        List *list = nullptr;
        {
            const std::lock_guard lock(m_mutex);
            list = &m_lists.find(key)->second;
        }
        NodePtr node;
        {
            const std::lock_guard lock(list->mutex);
            node = list->head;
        }
        const auto newest = list->counter.load(std::memory_order_acquire);
        while (node) {
            if (node->counter != 0 && node->counter <= newest) node->callback(event);
            const std::lock_guard lock(list->mutex);
            node = node->next;
        }
    }

private:
    struct Node;
    using NodePtr = std::shared_ptr<Node>;
    struct Node
    {
        NodePtr next;
        Callback callback;
        unsigned counter = 0;
    };
    struct List
    {
        NodePtr head;
        NodePtr tail;
        std::mutex mutex;
        std::atomic<unsigned> counter{0};
    };
    std::mutex m_mutex;
    std::unordered_map<std::string, List> m_lists;
};

/// While the process has only one thread, glibc's mutexes and libstdc++'s shared pointers leave out
/// the locked instructions, and a bus does not live in such a process: a thread that sleeps.
class SecondThread
{
public:
    ~SecondThread()
    {
        m_thread.request_stop();
        m_wake.notify_one();
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread{[this](const std::stop_token &stop) {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, stop, [] { return false; });
    }};
};

double lockedRate(int events)
{
    LockedDispatcher dispatcher;
    std::uint64_t called = 0;
    const std::string key = "orders";
    for (int i = 0; i < handlers; ++i)
        dispatcher.append(key, [&called](const EventPtr &event) { called += event->id.size(); });
    const auto event = sampleEvent();
    const double start = computed();
    for (int i = 0; i < events; ++i)
        dispatcher.dispatch(key, event);
    const double seconds = computed() - start;
    return called == 0 ? 0 : events * double(handlers) / seconds;
}

double signalsRate(int events)
{
    boost::signals2::signal<void(const EventPtr &)> signal;
    std::uint64_t called = 0;
    for (int i = 0; i < handlers; ++i)
        signal.connect([&called](const EventPtr &event) { called += event->id.size(); });
    const auto event = sampleEvent();
    const double start = computed();
    for (int i = 0; i < events; ++i)
        signal(event);
    const double seconds = computed() - start;
    return called == 0 ? 0 : events * double(handlers) / seconds;
}

double busRate(int events, const Tap &tap)
{
    RealScheduler scheduler;
    ParticipantTable participants;
    Bus bus(scheduler, participants);
    std::uint64_t called = 0;
    std::vector<Subscription> subscriptions;
    for (int i = 0; i < handlers; ++i) {
        subscriptions.push_back(*bus.subscribe("orders", "consumer-" + std::to_string(i),
                                               [&called](const Delivery &delivery) {
                                                   called += delivery.event().id.size();
                                                   return ack();
                                               }));
    }
    if (tap) bus.setTap(tap);
    auto channel = bus.channel("orders");
    const auto producer = bus.participant("producer");
    const auto event = sampleEvent();
    const double start = computed();
    for (int i = 0; i < events; ++i)
        channel.publish(producer, event);
    const double seconds = computed() - start;
    bus.setTap({});
    return called == 0 ? 0 : events * double(handlers) / seconds;
}

/// A tap that takes the steps over and lets go of them in batches, as a recorder does that writes
/// them in between.
class KeepingTap
{
public:
    KeepingTap() { m_kept.reserve(batch); }

    void operator()(std::span<TapStep> steps)
    {
        if (m_kept.size() + steps.size() > batch) m_kept.clear();
        for (auto &step : steps)
            m_kept.push_back(std::move(step));
    }

private:
    static constexpr std::size_t batch = 16384;
    std::vector<TapStep> m_kept;
};

void benchDirect()
{
    constexpr int events = 500'000;
    constexpr int rounds = 9;
    const SecondThread second;
    std::vector<double> locked;
    std::vector<double> signals;
    std::vector<double> off;
    std::vector<double> on;
    for (int round = 0; round < rounds; ++round) {
        locked.push_back(lockedRate(events));
        signals.push_back(signalsRate(events / 4));
        off.push_back(busRate(events, {}));
        const auto keeping = std::make_shared<KeepingTap>();
        on.push_back(
            busRate(events / 2, [keeping](std::span<TapStep> steps) { (*keeping)(steps); }));
    }
    const double peer = median(locked);
    report("bus.direct.peer.locked", peer / 1e6, "M deliveries/s");
    report("bus.direct.peer.signals2", median(signals) / 1e6, "M deliveries/s");
    report("bus.direct.tap-off", median(off) / 1e6, "M deliveries/s",
           ratioText(median(off), peer, "a locked dispatcher", 2.5));
    report("bus.direct.tap-on", median(on) / 1e6, "M deliveries/s",
           ratioText(median(on), peer, "a locked dispatcher", 0.5));
}

/// Events that are published one after the other, round and round: more than a ring has places, so
/// that each hand-off is that of another event.
std::vector<EventPtr> sampleEvents()
{
    std::vector<EventPtr> events;
    for (int i = 0; i < 1 << 16; ++i)
        events.push_back(sampleEvent());
    return events;
}

/// What one hand-off to threads needed: by the clock, and on all processors together.
struct Spent
{
    double wall = 0; ///< M deliveries/s
    double processor = 0;
};

template <class F> Spent spentOn(int deliveries, F &&work)
{
    const double start = computed();
    const double wall = secondsOf(std::forward<F>(work));
    return {deliveries / wall / 1e6, deliveries / (computed() - start) / 1e6};
}

/// One ring, one writer, a cursor a reader: the least that handing events to threads costs. The
/// ring holds a reference to each event, which the readers use in place.
Spent ringRate(int count, const std::vector<EventPtr> &events)
{
    constexpr std::uint64_t size = 1U << 14U;
    std::vector<EventPtr> ring(size);
    struct alignas(64) Cursor
    {
        std::atomic<std::uint64_t> at{0};
    };
    Cursor written;
    std::array<Cursor, handlers> read;
    std::atomic<std::uint64_t> called{0};
    const std::function<void(const EventPtr &, std::uint64_t &)> handler =
        [](const EventPtr &event, std::uint64_t &sum) { sum += event->id.size(); };
    const auto total = std::uint64_t(count);
    return spentOn(count * handlers, [&] {
        std::vector<std::jthread> readers;
        for (int i = 0; i < handlers; ++i) {
            readers.emplace_back([&, i] {
                std::uint64_t sum = 0;
                for (std::uint64_t at = 0; at < total;) {
                    const auto end = written.at.load(std::memory_order_acquire);
                    if (at == end) std::this_thread::yield();
                    for (; at < end; ++at)
                        handler(ring[at % size], sum);
                    read[std::size_t(i)].at.store(at, std::memory_order_release);
                }
                called += sum;
            });
        }
        for (std::uint64_t at = 0; at < total;) {
            auto slowest = at;
            for (const auto &cursor : read)
                slowest = std::min(slowest, cursor.at.load(std::memory_order_acquire));
            if (at - slowest >= size) {
                std::this_thread::yield();
                continue;
            }
            for (const auto end = std::min(slowest + size, total); at < end; ++at) {
                ring[at % size] = events[at % events.size()];
                written.at.store(at + 1, std::memory_order_release);
            }
        }
    });
}

Spent threadsRate(int count, const std::vector<EventPtr> &events, bool recording)
{
    RealScheduler scheduler;
    const auto path = temporaryCasePath();
    if (!path) return {};
    auto writer = LogWriter::create(*path, {.durable = false, .temporary = true, .format = "case"});
    if (!writer) return {};
    Recorder recorder(std::move(*writer));
    struct alignas(64) Count
    {
        std::atomic<std::uint64_t> sum{0};
    };
    std::array<Count, handlers> called;
    Spent spent;
    {
        Bus bus(scheduler, recorder.participants());
        DeliveryPolicy policy;
        policy.mode = DeliveryMode::Queued;
        policy.capacity = 1U << 14U;
        std::vector<Subscription> subscriptions;
        for (auto &counter : called) {
            subscriptions.push_back(*bus.subscribe(
                "orders", "consumer-" + std::to_string(subscriptions.size()),
                [&sum = counter.sum](const Delivery &) {
                    sum.store(sum.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
                    return ack();
                },
                policy));
        }
        if (recording)
            bus.setTap([&recorder](std::span<TapStep> steps) { recorder.submit(steps); });
        auto channel = bus.channel("orders");
        const auto producer = bus.participant("producer");
        spent = spentOn(count * handlers, [&] {
            for (int i = 0; i < count; ++i)
                channel.publish(producer, events[std::size_t(i) % events.size()]);
            for (const auto &consumer : called) {
                while (consumer.sum.load() < std::uint64_t(count))
                    std::this_thread::yield();
            }
        });
        bus.setTap({});
    }
    return spent;
}

/// Both sides by turns, so that what else the machine does strikes both.
void benchThreads()
{
    constexpr int rounds = 7;
    const auto events = sampleEvents();
    std::vector<double> ring, off, on, ringProcessor, onProcessor;
    for (int round = 0; round < rounds; ++round) {
        const auto limit = ringRate(2'000'000, events);
        const auto open = threadsRate(500'000, events, false);
        const auto recorded = threadsRate(200'000, events, true);
        ring.push_back(limit.wall);
        ringProcessor.push_back(limit.processor);
        off.push_back(open.wall);
        on.push_back(recorded.wall);
        onProcessor.push_back(recorded.processor);
    }
    const double limit = median(ring);
    report("bus.threads.peer.ring", limit, "M deliveries/s");
    report("bus.threads.peer.ring.processor", median(ringProcessor), "M deliveries/s");
    report("bus.threads.tap-off", median(off), "M deliveries/s",
           ratioText(median(off), limit, "one ring with a cursor a reader", 0.5));
    report("bus.threads.recording", median(on), "M deliveries/s",
           ratioText(median(on), limit, "one ring with a cursor a reader", 0.5));
    report(
        "bus.threads.recording.processor", median(onProcessor), "M deliveries/s",
        ratioText(median(onProcessor), median(ringProcessor), "the ring, by processor time", 0.5));
}

} // namespace
} // namespace playhead::bench

int main()
{
    playhead::bench::benchDirect();
    playhead::bench::benchThreads();
}
