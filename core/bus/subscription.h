// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/faults.h"
#include "model/ids.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace playhead {

class Consumer;

/// What has happened to the events of one subscription so far.
struct DeliveryCounters
{
    std::uint64_t delivered = 0; ///< deliver steps, retries and duplicates included
    std::uint64_t acknowledged = 0;
    std::uint64_t failed = 0;       ///< nacks and time-outs
    std::uint64_t timedOut = 0;     ///< of those, without an answer in time
    std::uint64_t retried = 0;      ///< deliveries with an attempt above 1
    std::uint64_t skipped = 0;      ///< acknowledged by the idempotency window
    std::uint64_t deadLettered = 0; ///< attempts used up, and sent to the dead-letter channel
    std::uint64_t discarded = 0;    ///< attempts used up, and there is no dead-letter channel
    std::uint64_t rejected = 0;     ///< full queue, QueueFull::Reject
    std::uint64_t dropped = 0;      ///< full queue, QueueFull::DropOldest
    std::uint64_t blocked = 0;      ///< full queue, QueueFull::Block: publishers that waited
    std::uint64_t lost = 0;         ///< by the fault of that name
    std::uint64_t duplicated = 0;   ///< by the fault of that name
    std::uint64_t reordered = 0;    ///< held back, by the fault of that name
    std::size_t pending = 0;        ///< accepted, and neither acknowledged nor given up yet

    DeliveryCounters &operator+=(const DeliveryCounters &other);
};

/// Looks at a subscription and disturbs it. A copy is the same subscription. Keeps nothing alive
/// that works: once the subscription has ended, or when empty, changes do nothing. Thread-safe.
class SubscriptionHandle
{
public:
    SubscriptionHandle() = default;

    [[nodiscard]] bool isActive() const;
    [[nodiscard]] ParticipantId consumer() const;
    /// Which channels it listens to, as it was subscribed.
    [[nodiscard]] std::string pattern() const;

    /// Holds from the next delivery on.
    void setFaults(const Faults &faults);
    [[nodiscard]] Faults faults() const;

    /// Nothing is delivered until resume(); events wait, in their queue (which may fill up) or, in
    /// Direct mode, without a bound.
    void pause();
    void resume();

    /// As pause(), and answers to what is unacknowledged no longer count: after restart() it is
    /// delivered again, once its acknowledgement time-out has passed or, without one, at once.
    /// Calls that are running finish, unheard.
    void crash();
    void restart();
    void setState(ConsumerState state);
    [[nodiscard]] ConsumerState state() const;

    [[nodiscard]] DeliveryCounters counters() const;

protected:
    friend class Bus;
    explicit SubscriptionHandle(std::shared_ptr<Consumer> consumer);

    std::shared_ptr<Consumer> m_consumer;
};

/// Keeps a subscription alive: its destruction unsubscribes. Move-only; empty when moved from.
///
/// Unsubscribing is allowed anywhere, from within any handler too. No call of the handler begins
/// after it has returned. Outside of handlers it also waits until running calls have returned, and
/// destroys the handler; within a handler it does not wait (two of them could wait for each other),
/// and the handler is destroyed later. What the subscription had not dealt with is forgotten.
///
/// Thread-safe but for moving and destroying.
class Subscription : public SubscriptionHandle
{
public:
    Subscription() = default;
    ~Subscription();
    Subscription(Subscription &&other) noexcept = default;
    Subscription &operator=(Subscription &&other) noexcept;
    Subscription(const Subscription &) = delete;
    Subscription &operator=(const Subscription &) = delete;

    void unsubscribe();
    /// For others than the keeper.
    [[nodiscard]] SubscriptionHandle handle() const { return *this; }

private:
    friend class Bus;
    using SubscriptionHandle::SubscriptionHandle;
};

} // namespace playhead
