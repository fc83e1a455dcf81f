// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string_view>
#include <vector>

namespace playhead {

/// Finds events (and messages of commands, queries and replies) by their id and by the id that they
/// name as their causation. Ids stand in payload blocks, so every event is read once.
///
/// Kept are hashes, not texts, about 42 bytes an event; whatever is found is compared with the
/// event itself. Measured (-O2, busy 2-core machine): 1 million events with ids of 34 and data of
/// 120 bytes in a case take 1.0 s, half of it reading, and 42 MB. What is recorded later is added
/// at the same cost an event.
///
/// Threads: update() by one thread at a time and nobody else meanwhile; the rest by any.
class CauseIndex
{
public:
    explicit CauseIndex(LogPtr log);
    ~CauseIndex();
    CauseIndex(const CauseIndex &) = delete;
    CauseIndex &operator=(const CauseIndex &) = delete;

    using ProgressCallback = std::function<void(std::uint64_t done, std::uint64_t total)>;

    /// Takes in what the log has by now. False: asked to stop before the end; what there is so far
    /// stays, and the next call goes on. `progress` is called on this thread, every few
    /// milliseconds.
    bool update(const std::stop_token &stop = {}, const ProgressCallback &progress = {});

    /// How many events have been taken in, and how many of them could not be read.
    [[nodiscard]] std::uint64_t eventCount() const { return m_eventsDone; }
    [[nodiscard]] std::uint64_t unreadable() const { return m_unreadable; }

    /// The step that first shows the event; none: no step does.
    [[nodiscard]] Position firstShown(EventNumber event) const;

    /// The events with that id, which are several where sources number alike: the last `limit`, in
    /// order.
    [[nodiscard]] std::vector<EventNumber> withId(std::string_view id, std::size_t limit) const;

    /// The events that name that id as their causation, in order, at most `limit`; `total` is how
    /// many there are.
    [[nodiscard]] std::vector<EventNumber> naming(std::string_view id, std::size_t limit,
                                                  std::uint64_t &total) const;

    /// Bytes that this index keeps resident.
    [[nodiscard]] std::size_t memoryUsed() const;

private:
    class Tables;

    bool takeSteps(const std::stop_token &stop);
    bool takeEvents(const std::stop_token &stop, const ProgressCallback &progress);

    LogPtr m_log;
    std::unique_ptr<Tables> m_tables;
    std::vector<std::uint32_t> m_firstShown; // by event number
    std::uint64_t m_stepsDone = 0;
    std::uint64_t m_eventsDone = 0;
    std::uint64_t m_unreadable = 0;
};

} // namespace playhead
