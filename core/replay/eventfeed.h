// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/eventsequence.h"

#include <array>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>

namespace playhead {

/// Reads a part of a sequence, batch by batch. A long part is read ahead by a thread of its own, so
/// that unpacking blocks and folding go on side by side.
///
/// One thread; the sequence and the numbers must not be used otherwise meanwhile.
class EventFeed
{
public:
    /// Few enough that all batches together stay in a core's own cache.
    static constexpr std::size_t batchSize = 256;

    /// Of the events from `first` to before `end`.
    EventFeed(const EventSequence &sequence, SequenceNumbers &numbers, std::uint64_t first,
              std::uint64_t end);
    ~EventFeed();
    EventFeed(const EventFeed &) = delete;
    EventFeed &operator=(const EventFeed &) = delete;

    /// The next events, valid until the next call; null at the end. Fails where one cannot be read.
    Result<const EventBatch *> next();

private:
    static constexpr std::size_t depth = 8;
    /// Who has to wait is woken when half of the batches are there (or free again), not at each: a
    /// wake-up takes a good part of the time that a batch does.
    static constexpr std::size_t half = depth / 2;
    /// Below that a thread costs more than it saves: waiting for each other takes milliseconds
    /// where other programs want the processors too.
    static constexpr std::uint64_t readAheadFrom = 65536;

    Result<void> readInto(EventBatch &batch);
    void readAhead();

    const EventSequence &m_sequence;
    SequenceNumbers &m_numbers;
    std::uint64_t m_next;
    const std::uint64_t m_end;
    std::array<EventBatch, depth> m_batches;

    std::mutex m_mutex; // guards what follows
    std::condition_variable m_changed;
    std::size_t m_read = 0;  // how many batches are ready or were
    std::size_t m_taken = 0; // how many were taken; the last one is in use
    Result<void> m_status;
    bool m_ended = false;
    bool m_closing = false;
    std::thread m_reader;
};

} // namespace playhead
