// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace playhead {

/// Which steps a view shows, in order: row number (from 0) <-> position. Immutable; shared between
/// the interface thread and workers.
///
/// Either all positions of a log up to a watermark (no memory), or a sorted list (4 bytes a row).
class RowMap
{
public:
    /// Shows positions 1 to `watermark`.
    static std::shared_ptr<const RowMap> all(Position watermark);
    /// Shows these positions; must be sorted, without duplicates and below 2^32.
    static std::shared_ptr<const RowMap> of(std::vector<std::uint32_t> positions,
                                            Position watermark);

    [[nodiscard]] bool showsAll() const { return m_all; }
    [[nodiscard]] std::uint64_t count() const
    {
        return m_all ? m_watermark.value() : m_positions.size();
    }

    /// The position that `row` shows; row must be below count().
    [[nodiscard]] Position positionAt(std::uint64_t row) const;

    /// The row that shows `position`, or the last one before it; -1 if there is none before it.
    [[nodiscard]] std::int64_t rowAtOrBefore(Position position) const;

    /// Whether `position` is shown.
    [[nodiscard]] bool contains(Position position) const;

    /// The log's watermark that this map was made for.
    [[nodiscard]] Position watermark() const { return m_watermark; }

    /// The sorted list; empty where showsAll().
    [[nodiscard]] const std::vector<std::uint32_t> &positions() const { return m_positions; }

private:
    bool m_all = true;
    Position m_watermark;
    std::vector<std::uint32_t> m_positions;
};

using RowMapPtr = std::shared_ptr<const RowMap>;

} // namespace playhead
