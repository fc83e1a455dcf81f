// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/blockcodec.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace playhead {

/// The keys of every event so far, for steps that come later. Never moves; 12 bytes an event, given
/// back when the case is finished.
class KeyTable
{
public:
    void add(const EventKeys &keys)
    {
        if (m_count % chunkSize == 0) m_chunks.push_back(std::make_unique<Chunk>());
        (*m_chunks.back())[m_count++ % chunkSize] = keys;
    }
    [[nodiscard]] std::uint64_t size() const { return m_count; }
    /// From 1.
    [[nodiscard]] const EventKeys &operator[](std::uint64_t number) const
    {
        return (*m_chunks[(number - 1) / chunkSize])[(number - 1) % chunkSize];
    }
    void clear()
    {
        m_chunks.clear();
        m_count = 0;
    }

private:
    static constexpr std::size_t chunkSize = 16384;
    using Chunk = std::array<EventKeys, chunkSize>;
    std::vector<std::unique_ptr<Chunk>> m_chunks;
    std::uint64_t m_count = 0;
};

} // namespace playhead
