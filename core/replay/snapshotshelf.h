// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/fold.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace playhead {

/// The snapshots of one projection over one sequence of events, in bounded memory. When it is full,
/// those go whose neighbours are closest, so that what stays is spread evenly. Thread-safe.
class SnapshotShelf
{
public:
    static constexpr std::size_t defaultBytes = std::size_t(64) << 20U;
    static constexpr std::size_t maxCount = 4096;

    struct Entry
    {
        std::uint64_t index = 0; ///< how many events are in it
        FoldSnapshotPtr state;
        FoldProblems problems; ///< up to there
    };

    explicit SnapshotShelf(std::size_t maxBytes = defaultBytes) : m_maxBytes(maxBytes) {}

    /// False: it is larger than the whole shelf may be, and was not kept.
    bool put(Entry entry);
    /// The last one with at most `index` events.
    [[nodiscard]] std::optional<Entry> nearest(std::uint64_t index) const;
    /// How many events are in the last one with at most `index`; none: there is no such.
    [[nodiscard]] std::optional<std::uint64_t> nearestIndex(std::uint64_t index) const;
    [[nodiscard]] std::vector<Entry> all() const; ///< by index
    void clear();

    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Kept
    {
        Entry entry;
        std::size_t bytes;
    };
    using Map = std::map<std::uint64_t, Kept>;
    void thin();

    const std::size_t m_maxBytes;
    mutable std::mutex m_mutex; // guards what follows
    Map m_kept;
    std::size_t m_bytes = 0;
};

} // namespace playhead
