// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/buscore.h"
#include "bus/consumerbooks.h"
#include "bus/delivery.h"
#include "bus/pattern.h"
#include "bus/stepbuffer.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace playhead {

/// One subscription at work.
///
/// A delivery takes one of three ways. *Direct*: while nothing has gone wrong and nothing is
/// pending, publishers call the handler without touching the books (isDirect, deliverDirect).
/// *Batch*: under the same condition a consumer with a thread takes many parcels under one lock
/// (runBatch). Else *booked* (run): the books say whose turn it is, and keep what is unanswered.
/// What the first two cannot settle at once they enter in the books, which closes both ways until
/// the books are empty again.
class Consumer : public std::enable_shared_from_this<Consumer>
{
public:
    /// Without `types` events of every type.
    Consumer(std::shared_ptr<BusCore> core, Pattern pattern, std::optional<Pattern> types,
             ParticipantId id, Handler handler, DeliveryPolicy policy);
    ~Consumer();

    /// Begins to work: its thread, if it has one.
    void start();

    [[nodiscard]] const Pattern &pattern() const { return m_pattern; }
    [[nodiscard]] ParticipantId id() const { return m_id; }
    [[nodiscard]] bool hearsDeadLetters() const { return m_policy.hearsDeadLetters; }

    /// Sequentially consistent on purpose: either the publisher sees that the subscription ended,
    /// or close() sees that the publisher is at it (Dekker).
    [[nodiscard]] bool isDirect() const { return m_direct.load(); }

    /// Calls the handler. True: it acknowledged, and the caller counts. False: it is in the books,
    /// and steps and counters are done. `steps` null: the tap is closed.
    bool deliverDirect(const EventPtr &event, const ChannelName &channel, StepBuffer *steps)
    {
        if (steps) steps->flush();
        const Delivery delivery(*this, event, channel, 1, 0);
        auto outcome = call(delivery);
        if (outcome.kind() == Outcome::Kind::Ack && delivery.m_token == 0) [[likely]]
            return true;
        enterOutcome(delivery, std::move(outcome));
        return false;
    }

    enum class Accepted : std::uint8_t { Taken, Rejected, MustWait, Ended };
    Accepted accept(const EventPtr &event, const ChannelName &channel);
    /// Returns when there may be room, or the subscription has ended. Calls no user code.
    void waitForRoom();

    /// An answer from elsewhere.
    bool answer(std::uint64_t token, Outcome outcome);
    /// Enters a delivery that has no token yet; 0: the subscription has ended.
    std::uint64_t enter(const EventPtr &event, const ChannelName &channel, std::uint32_t attempt);

    /// Deliveries of deliverDirect() that publishers counted. Guarded by the core's lock.
    void addDirect(std::uint64_t acknowledged) { m_directly += acknowledged; }
    [[nodiscard]] std::uint64_t direct() const { return m_directly; }

    /// Ends the subscription; finishes it too unless this thread is in a handler.
    void close();
    /// Waits for what is running, and destroys the handler. Only after close().
    void finish();
    [[nodiscard]] bool isClosed() const;
    void setFaults(const Faults &faults);
    [[nodiscard]] Faults faults() const;
    void setState(ConsumerState state);
    [[nodiscard]] ConsumerState state() const;
    [[nodiscard]] DeliveryCounters counters() const;

private:
    [[nodiscard]] bool hasThread() const;
    Outcome call(const Delivery &delivery) noexcept
    {
        try {
            return m_handler(delivery);
        } catch (...) {
            return outcomeOfException();
        }
    }
    /// Within a catch clause.
    static Outcome outcomeOfException() noexcept;
    /// What deliverDirect() could not settle at once.
    void enterOutcome(const Delivery &delivery, Outcome outcome);
    void step(StepKind kind, const Parcel &parcel, std::shared_ptr<const std::string> reason = {});

    // Working off; see consumerwork.cpp.
    void work();
    void runBatch(std::unique_lock<std::mutex> &lock);
    std::size_t deliverBatch();
    void run(std::uint64_t token);
    void pump();
    /// Sees to it that work is done, if there is any. May give up the lock: the last to do with it.
    void requestPump(std::unique_lock<std::mutex> &lock);
    void runNext(std::unique_lock<std::mutex> &lock, Parcel parcel);
    /// Work that comes from elsewhere: keeps close() waiting. False: the subscription has ended.
    bool beginWork();
    void endWork();
    void runScheduled();

    // What becomes of a delivery; see consumeroutcome.cpp.
    bool settle(std::uint64_t token, Outcome outcome, bool fromHandler);
    void lose(std::uint64_t token);
    void acknowledge(Parcel parcel);
    void fail(Parcel parcel, std::shared_ptr<const std::string> reason);
    void bury(Parcel parcel, std::shared_ptr<const std::string> reason);
    void timeOut(std::uint64_t token);
    void resolve(const Parcel &parcel);
    [[nodiscard]] bool happens(double share, Purpose purpose, const Parcel &parcel);
    [[nodiscard]] double random(Purpose purpose, const Parcel &parcel);

    // With the lock held.
    void update();
    void keepOpen(std::uint64_t token, InFlight &entry);
    [[nodiscard]] Duration latencyOf(const Parcel &parcel);
    [[nodiscard]] bool travels() const
    {
        return m_faults.latency > 0 || m_faults.latencyJitter > 0 || !m_books.isOnTheWayEmpty();
    }
    void sendOff(const Parcel &parcel, bool holdsBack);
    /// Work that arrives by itself, after a time.
    void arriveIn(Duration time, std::function<void(ConsumerBooks &)> arrive);
    [[nodiscard]] bool mayBegin() const { return !m_closed && m_state == ConsumerState::Running; }

    const std::shared_ptr<BusCore> m_core;
    const Pattern m_pattern;
    const std::optional<Pattern> m_types;
    const ParticipantId m_id;
    const DeliveryPolicy m_policy;
    const ChannelName *const m_deadLetters; ///< null: none
    Handler m_handler;
    std::atomic<bool> m_direct{false};
    std::atomic<bool> m_batching{false};
    std::uint64_t m_directly = 0;
    std::vector<Parcel> m_batch; ///< the consumer's thread only
    int m_napsLeft = 0;          ///< as well; see work()

    mutable std::mutex m_mutex; // guards what follows
    std::condition_variable m_work;
    std::condition_variable m_room;
    std::condition_variable m_stopped;
    ConsumerBooks m_books;
    DeliveryCounters m_counters;
    Faults m_faults;
    ConsumerState m_state = ConsumerState::Running;
    Timestamp m_lastArrival = 0;
    std::size_t m_running = 0; ///< threads at work here
    bool m_closed = false;
    bool m_idle = false; ///< its thread waits
    bool m_pumpScheduled = false;
    std::atomic<unsigned> m_waiting{0}; ///< publishers that wait for room
    std::thread m_thread;
};

} // namespace playhead
