// SPDX-License-Identifier: GPL-3.0-or-later
// bus.direct and bus.threads: deliveries a second, against other ways to call the same handlers.
#include "bus/bus.h"
#include "bench/bench.h"
#include "bus/realscheduler.h"
#include "log/logwriter.h"
#include "log/recorder.h"
#include "log/temporarycase.h"

#include <atomic>
#include <functional>
#include <list>
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
/// look-up by key, then a linked list whose lock is taken for every step along it.
class LockedDispatcher
{
public:
    using Callback = std::function<void(const EventPtr &)>;

    void append(const std::string &key, Callback callback)
    {
        const std::lock_guard lock(m_mutex);
        m_lists[key].callbacks.push_back(std::move(callback));
    }

    void dispatch(const std::string &key, const EventPtr &event)
    {
        List *list = nullptr;
        {
            const std::lock_guard lock(m_mutex);
            list = &m_lists[key];
        }
        auto at = list->callbacks.begin();
        while (true) {
            const Callback *callback = nullptr;
            {
                const std::lock_guard lock(list->mutex);
                if (at == list->callbacks.end()) return;
                callback = &*at;
                ++at;
            }
            (*callback)(event);
        }
    }

private:
    struct List
    {
        std::list<Callback> callbacks;
        std::mutex mutex;
    };
    std::mutex m_mutex;
    std::unordered_map<std::string, List> m_lists;
};

double lockedRate(int events)
{
    LockedDispatcher dispatcher;
    std::uint64_t called = 0;
    for (int i = 0; i < handlers; ++i)
        dispatcher.append("orders",
                          [&called](const EventPtr &event) { called += event->id.size(); });
    const auto event = sampleEvent();
    const double seconds = secondsOf([&] {
        for (int i = 0; i < events; ++i)
            dispatcher.dispatch("orders", event);
    });
    return called == 0 ? 0 : events * double(handlers) / seconds;
}

double signalsRate(int events)
{
    boost::signals2::signal<void(const EventPtr &)> signal;
    std::uint64_t called = 0;
    for (int i = 0; i < handlers; ++i)
        signal.connect([&called](const EventPtr &event) { called += event->id.size(); });
    const auto event = sampleEvent();
    const double seconds = secondsOf([&] {
        for (int i = 0; i < events; ++i)
            signal(event);
    });
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
    const double seconds = secondsOf([&] {
        for (int i = 0; i < events; ++i)
            channel.publish(producer, event);
    });
    bus.setTap({});
    return called == 0 ? 0 : events * double(handlers) / seconds;
}

/// A tap that keeps the steps, as a recorder does before it writes them.
class KeepingTap
{
public:
    void operator()(std::span<TapStep> steps)
    {
        if (m_kept.size() > 1'000'000) m_kept.clear();
        for (auto &step : steps)
            m_kept.push_back(std::move(step));
    }

private:
    std::vector<TapStep> m_kept;
};

void benchDirect()
{
    constexpr int events = 2'000'000;
    const double locked = lockedRate(events);
    report("bus.direct.peer.locked", locked / 1e6, "M deliveries/s");
    report("bus.direct.peer.signals2", signalsRate(events / 4) / 1e6, "M deliveries/s");
    const double off = busRate(events, {});
    report("bus.direct.tap-off", off / 1e6, "M deliveries/s",
           ratioText(off, locked, "a locked dispatcher", 2.5));
    const auto keeping = std::make_shared<KeepingTap>();
    const double on =
        busRate(events / 4, [keeping](std::span<TapStep> steps) { (*keeping)(steps); });
    report("bus.direct.tap-on", on / 1e6, "M deliveries/s",
           ratioText(on, locked, "a locked dispatcher", 0.5));
}

/// One ring, one writer, a cursor a reader: the least that handing events to threads costs.
double ringRate(int events)
{
    constexpr std::uint64_t size = 1U << 14U;
    std::vector<EventPtr> ring(size);
    struct alignas(64) Cursor
    {
        std::atomic<std::uint64_t> at{0};
    };
    Cursor written;
    std::array<Cursor, handlers> read;
    const auto event = sampleEvent();
    std::atomic<std::uint64_t> called{0};
    const double seconds = secondsOf([&] {
        std::vector<std::jthread> readers;
        for (int i = 0; i < handlers; ++i) {
            readers.emplace_back([&, i] {
                std::uint64_t sum = 0;
                for (std::uint64_t at = 0; at < std::uint64_t(events);) {
                    const auto end = written.at.load(std::memory_order_acquire);
                    if (at == end) std::this_thread::yield();
                    for (; at < end; ++at)
                        sum += ring[at % size]->id.size();
                    read[std::size_t(i)].at.store(at, std::memory_order_release);
                }
                called += sum;
            });
        }
        for (std::uint64_t at = 0; at < std::uint64_t(events);) {
            auto slowest = read[0].at.load(std::memory_order_acquire);
            for (const auto &cursor : read)
                slowest = std::min(slowest, cursor.at.load(std::memory_order_acquire));
            if (at - slowest >= size) {
                std::this_thread::yield();
                continue;
            }
            const auto end = std::min<std::uint64_t>(slowest + size, std::uint64_t(events));
            for (; at < end; ++at)
                ring[at % size] = event;
            written.at.store(at, std::memory_order_release);
        }
    });
    return called == 0 ? 0 : events * double(handlers) / seconds;
}

double threadsRate(int events, bool recording)
{
    RealScheduler scheduler;
    const auto path = temporaryCasePath();
    if (!path) return 0;
    auto writer = LogWriter::create(*path, {.durable = false, .temporary = true, .format = "case"});
    if (!writer) return 0;
    Recorder recorder(std::move(*writer));
    std::atomic<std::uint64_t> called{0};
    double seconds = 0;
    {
        Bus bus(scheduler, recorder.participants());
        DeliveryPolicy policy;
        policy.mode = DeliveryMode::Queued;
        policy.capacity = 1U << 14U;
        std::vector<Subscription> subscriptions;
        for (int i = 0; i < handlers; ++i) {
            subscriptions.push_back(*bus.subscribe(
                "orders", "consumer-" + std::to_string(i),
                [&called](const Delivery &) {
                    called.fetch_add(1, std::memory_order_relaxed);
                    return ack();
                },
                policy));
        }
        if (recording)
            bus.setTap([&recorder](std::span<TapStep> steps) { recorder.submit(steps); });
        auto channel = bus.channel("orders");
        const auto producer = bus.participant("producer");
        const auto event = sampleEvent();
        const auto wanted = std::uint64_t(events) * handlers;
        seconds = secondsOf([&] {
            for (int i = 0; i < events; ++i)
                channel.publish(producer, event);
            while (called.load() < wanted)
                std::this_thread::yield();
        });
        bus.setTap({});
    }
    return events * double(handlers) / seconds;
}

void benchThreads()
{
    const double ring = ringRate(4'000'000);
    report("bus.threads.peer.ring", ring / 1e6, "M deliveries/s");
    report("bus.threads.tap-off", threadsRate(1'000'000, false) / 1e6, "M deliveries/s");
    const double rate = threadsRate(300'000, true);
    report("bus.threads.recording", rate / 1e6, "M deliveries/s",
           ratioText(rate, ring, "one ring with a cursor a reader", 0.5));
}

} // namespace
} // namespace playhead::bench

int main()
{
    playhead::bench::benchDirect();
    playhead::bench::benchThreads();
}
