// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <string_view>
#include <vector>

namespace playhead {

/// The texts of one log's columns (types, subjects, correlations), each stored once.
/// Append-only; ids are given from 1 in order of arrival; id 0 is the empty text. Texts never move.
///
/// Threads: one writer interns; any thread reads by id without a lock. find() takes a shared lock.
/// Cost: one hash look-up and, for a new text, its bytes plus about 28 bytes.
class NameTable
{
public:
    NameTable();
    ~NameTable();
    NameTable(const NameTable &) = delete;
    NameTable &operator=(const NameTable &) = delete;

    /// The id of `text`, given out now if it is new. The writer only.
    NameId intern(std::string_view text);

    /// The id of `text` if the table has it, else none. Any thread.
    [[nodiscard]] NameId find(std::string_view text) const;

    /// The text; empty for 0 and for ids that are not there (yet). Any thread, no lock.
    [[nodiscard]] std::string_view text(NameId id) const;

    /// Ids 1 to size() are valid.
    [[nodiscard]] std::size_t size() const { return m_size.load(std::memory_order_acquire); }

    /// Bytes that this table keeps resident.
    [[nodiscard]] std::size_t memoryUsed() const;

private:
    class Lookup;
    static constexpr std::size_t chunkSize = 4096;
    static constexpr std::size_t maxChunks = 1U << 18U; // a thousand million names
    using Chunk = std::array<std::string_view, chunkSize>;

    std::string_view store(std::string_view text);

    std::unique_ptr<std::atomic<Chunk *>[]> m_chunks;
    std::atomic<std::size_t> m_size{0};
    std::vector<std::unique_ptr<char[]>> m_arena;
    std::size_t m_arenaLeft = 0;
    char *m_arenaNext = nullptr;
    std::size_t m_arenaBytes = 0;
    mutable std::shared_mutex m_mutex; // guards m_lookup
    std::unique_ptr<Lookup> m_lookup;
};

} // namespace playhead
