// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/channel.h"
#include "bus/policy.h"
#include "bus/scheduler.h"
#include "model/event.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace playhead {

/// An event on its way to one consumer.
struct Parcel
{
    EventPtr event; ///< null: dropped on the way
    const ChannelName *channel = nullptr;
    std::uint32_t attempt = 1;
    bool duplicate = false; ///< a second copy of what was acknowledged; gets one attempt
    bool ordered = false;   ///< holds its subject
    std::uint64_t number = 0;
};

/// A parcel that was delivered and has not been answered.
struct InFlight
{
    Parcel parcel;
    Timestamp since = 0;
    TaskId timer = 0;
    bool running = false; ///< its handler has not returned
    bool deaf = false;    ///< the consumer crashed: an answer does not count
};

/// Which parcels a consumer has, and whose turn it is. Knows no time and calls nobody. Guarded by
/// the consumer's lock.
///
/// Order: of the parcels with one subject only the one that holds the subject is in `again`, in
/// flight or backing off; the others wait in the subject's own queue.
class ConsumerBooks
{
public:
    explicit ConsumerBooks(const DeliveryPolicy &policy) : m_policy(policy) {}

    /// Takes an event into the queue, or puts it on the way.
    void enqueue(const EventPtr &event, const ChannelName &channel);
    void sendOff(const EventPtr &event, const ChannelName &channel);
    /// The first that was sent off arrives.
    void arrive();
    /// Keeps an event, while none is kept, until it is sent off behind its successor, or arrives by
    /// letGo() of the number that this answers.
    std::uint64_t holdBack(const EventPtr &event, const ChannelName &channel);
    void sendOffHeldBack();
    void letGo(std::uint64_t number);
    [[nodiscard]] bool isHoldingBack() const { return m_heldBack.has_value(); }
    [[nodiscard]] bool isOnTheWayEmpty() const { return m_onTheWay.empty() && !m_heldBack; }

    /// Whose turn it is; has its subject. Empty: nobody's.
    std::optional<Parcel> next();
    [[nodiscard]] bool hasNext() const;

    /// Up to `count` parcels in order, none of which has its subject, for a consumer for which
    /// isSimple(); the rest of them must come back. They count as waiting until started().
    void takeBatch(std::size_t count, std::vector<Parcel> &batch);
    void putBack(std::vector<Parcel> &batch, std::size_t from);
    [[nodiscard]] bool isSimple() const
    {
        return m_again.empty() && m_inFlight.empty() && m_subjects.empty()
               && m_policy.concurrency == 0 && m_policy.idempotencyWindow == 0;
    }
    void started() { m_depth.fetch_sub(1); }
    void finishedBatch(std::size_t count) { m_pending -= count; }

    /// Takes and gives up the longest waiting; empty: there is none.
    std::optional<Parcel> dropOldest();

    /// Enters a delivery; the token is never 0.
    std::uint64_t begin(Parcel parcel, Timestamp now);
    /// The same for an event that was handed over without the books.
    std::uint64_t enter(const EventPtr &event, const ChannelName &channel, std::uint32_t attempt,
                        Timestamp now);
    /// Null: answered, or never begun.
    InFlight *inFlight(std::uint64_t token);
    /// Takes a delivery out of flight; it keeps its subject.
    Parcel take(std::uint64_t token);
    /// A parcel that keeps its subject is to be delivered again.
    void again(Parcel parcel) { m_again.push_back(std::move(parcel)); }
    /// A parcel is done with; the next one of its subject gets its turn.
    void resolve(const Parcel &parcel);

    /// A consumer goes down: answers to what is in flight no longer count.
    void deafen();
    /// It is up again: what no time-out will bring back is delivered again.
    void redeliverDeaf();

    /// Remembers an acknowledged id.
    void remember(const Event &event);
    [[nodiscard]] bool knows(const Event &event) const;

    /// Forgets all but the number of tokens; the timers of what was in flight.
    std::vector<TaskId> clear();

    /// Parcels that wait for their first attempt. Any thread.
    [[nodiscard]] std::size_t depth() const { return m_depth.load(); }
    /// Parcels that are not resolved.
    [[nodiscard]] std::size_t pending() const { return m_pending; }

private:
    struct Subject
    {
        std::size_t holders = 0; ///< more than one after concurrent direct deliveries only
        std::deque<Parcel> waiting;
    };
    [[nodiscard]] bool keepsOrder(const Parcel &parcel) const
    {
        return m_policy.keepSubjectOrder && !parcel.event->subject.empty();
    }
    Parcel makeParcel(const EventPtr &event, const ChannelName &channel);
    [[nodiscard]] bool isFull() const
    {
        return m_policy.concurrency != 0 && m_inFlight.size() >= m_policy.concurrency;
    }

    const DeliveryPolicy &m_policy;
    std::deque<Parcel> m_onTheWay;
    std::optional<Parcel> m_heldBack;
    std::deque<Parcel> m_fresh;
    std::deque<Parcel> m_again;
    std::unordered_map<std::string, Subject> m_subjects; ///< those that are held
    std::unordered_map<std::uint64_t, InFlight> m_inFlight;
    std::unordered_set<std::string> m_known;
    std::deque<std::string> m_knownInOrder;
    std::uint64_t m_lastToken = 0;
    std::uint64_t m_lastNumber = 0;
    std::atomic<std::size_t> m_depth{0};
    std::size_t m_pending = 0;
};

} // namespace playhead
