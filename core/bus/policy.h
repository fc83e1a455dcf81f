// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/timestamp.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace playhead {

/// On which thread a handler runs.
enum class DeliveryMode : std::uint8_t {
    /// The publisher's, before publish() returns. Retries, delayed deliveries and those that had to
    /// wait for an earlier one of their subject run on the thread that frees them: the scheduler's,
    /// or whoever acknowledged. With several publishers the handler runs on several threads at
    /// once.
    Direct,
    /// A thread of this subscription's own, behind a bounded queue, one call at a time. In virtual
    /// time: the scheduler.
    Queued
};

/// What happens to an event for which a queue has no room.
enum class QueueFull : std::uint8_t {
    Block,  ///< the publisher waits. In virtual time it cannot: the queue grows, and counts it
    Reject, ///< the event is not taken: counted, a nack without a delivery, PublishResult says so
    DropOldest ///< the longest waiting event goes: counted, a nack without a delivery
};

/// How long to wait before the next attempt: initial * factor^(attempt-1), at most `maximum`, times
/// a random number within 1 - jitter and 1 + jitter.
struct BackOff
{
    Duration initial = 100 * nanosecondsPerMillisecond;
    double factor = 2;
    Duration maximum = 30 * nanosecondsPerSecond;
    double jitter = 0; ///< 0 to 1

    /// The wait after `attempt` (from 1) failed; `random` is 0 to 1.
    [[nodiscard]] Duration after(std::uint32_t attempt, double random) const;
};

/// How a subscription is served. The default is a handler on the publisher's thread with one
/// attempt.
struct DeliveryPolicy
{
    /// Only events whose type matches, a pattern over the words of types as the subscription's is
    /// over those of channels: `order.*`. Empty: all types, at no cost; else each event is looked
    /// at under a lock.
    std::string types;
    /// Off: channels that dead letters of any subscription go to are left out, though the pattern
    /// matches them.
    bool hearsDeadLetters = true;

    DeliveryMode mode = DeliveryMode::Direct;
    std::size_t capacity = 1024; ///< Queued: events that may wait, at least 1
    QueueFull whenFull = QueueFull::Block;

    /// Deliveries that may be unacknowledged at once; 0: no limit. Matters with asynchronous
    /// acknowledgement: 1 makes a consumer that takes one event after another.
    std::size_t concurrency = 0;

    /// While an event awaits its acknowledgement or its retry, later events with the same subject
    /// wait behind it. Events without a subject never wait. Off: a retry may come after them.
    bool keepSubjectOrder = true;

    std::uint32_t attempts = 1; ///< in total, at least 1
    BackOff backOff;

    /// A delivery without an answer for so long counts as failed; 0: waits for ever. A handler that
    /// answers by returning is never late.
    Duration acknowledgementTimeout = 0;

    /// Where events go whose attempts are used up; empty: nowhere, they are counted as discarded.
    std::string deadLetterChannel;

    /// The ids of so many acknowledged events are remembered; an event with one of them is
    /// acknowledged without calling the handler. 0: off. Events without an id are never skipped.
    std::size_t idempotencyWindow = 0;
};

} // namespace playhead
