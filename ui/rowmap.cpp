// SPDX-License-Identifier: GPL-3.0-or-later
#include "rowmap.h"

#include <algorithm>
#include <cassert>

namespace playhead {

RowMapPtr RowMap::all(Position watermark)
{
    auto map = std::make_shared<RowMap>();
    map->m_watermark = watermark;
    return map;
}

RowMapPtr RowMap::of(std::vector<std::uint32_t> positions, Position watermark)
{
    assert(std::is_sorted(positions.begin(), positions.end()));
    auto map = std::make_shared<RowMap>();
    map->m_all = false;
    map->m_watermark = watermark;
    map->m_positions = std::move(positions);
    return map;
}

Position RowMap::positionAt(std::uint64_t row) const
{
    assert(row < count());
    return Position(m_all ? row + 1 : m_positions[row]);
}

std::int64_t RowMap::rowAtOrBefore(Position position) const
{
    if (m_all) {
        const auto last = std::min(position.value(), m_watermark.value());
        return static_cast<std::int64_t>(last) - 1;
    }
    const auto after = std::upper_bound(m_positions.begin(), m_positions.end(), position.value());
    return after - m_positions.begin() - 1;
}

bool RowMap::contains(Position position) const
{
    if (m_all) return position.isValid() && position <= m_watermark;
    return std::binary_search(m_positions.begin(), m_positions.end(), position.value());
}

} // namespace playhead
