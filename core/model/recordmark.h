// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"

#include <atomic>
#include <cstdint>

namespace playhead {

/// Remembers under which number a log stored the event it sits in, so that the recorder recognises
/// an event that it has met before without keeping a table of all events or comparing ids.
///
/// Holds for one log at a time (`logTag`, never 0, unique within the process); a recorder of
/// another log simply stores the event anew. Copies start out unmarked: a copy is another object.
/// Thread-safe.
class RecordMark
{
public:
    RecordMark() = default;
    RecordMark(const RecordMark &) noexcept {}
    RecordMark(RecordMark &&) noexcept {}
    RecordMark &operator=(const RecordMark &) noexcept { return *this; }
    RecordMark &operator=(RecordMark &&) noexcept { return *this; }
    ~RecordMark() = default;

    [[nodiscard]] EventNumber numberIn(std::uint32_t logTag) const
    {
        const auto word = m_word.load(std::memory_order_relaxed);
        return static_cast<std::uint32_t>(word >> 32U) == logTag
                   ? EventNumber(static_cast<std::uint32_t>(word))
                   : EventNumber();
    }

    void set(std::uint32_t logTag, EventNumber number) const
    {
        m_word.store(std::uint64_t(logTag) << 32U | number.value(), std::memory_order_relaxed);
    }

private:
    mutable std::atomic<std::uint64_t> m_word{0};
};

} // namespace playhead
