// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/detailrows.h"

#include <algorithm>

namespace playhead {
namespace {

/// What a row stands for: the step's event or its correlation; 0: itself alone.
std::uint32_t keyOf(const Log &log, Position position, DetailLevel level)
{
    const auto step = log.at(position);
    return level == DetailLevel::Folded ? step.event.value() : step.correlation.value();
}

} // namespace

bool rowsContinue(const RowMap &earlier, const RowMap &later)
{
    if (earlier.showsAll() != later.showsAll() || earlier.count() > later.count()) return false;
    if (later.showsAll()) return true;
    // The job appends to what it had: comparing the ends is enough to notice another filter.
    if (earlier.count() == 0) return true;
    const auto last = earlier.count() - 1;
    return earlier.positionAt(0) == later.positionAt(0)
           && earlier.positionAt(last / 2) == later.positionAt(last / 2)
           && earlier.positionAt(last) == later.positionAt(last);
}

DetailRows::Ptr DetailRows::make(const LogPtr &log, const RowMapPtr &shown, DetailLevel level,
                                 const Ptr &previous, const std::stop_token &stop)
{
    auto made = std::make_shared<DetailRows>();
    made->m_level = level;
    made->m_shown = shown;
    if (level == DetailLevel::Full || !log) {
        made->m_rows = shown;
        return made;
    }
    std::vector<std::uint32_t> positions;
    if (previous && previous->m_level == level && rowsContinue(*previous->m_shown, *shown)) {
        positions = previous->m_rows->positions();
        made->m_rowOfKey = previous->m_rowOfKey;
        made->m_shownRows = previous->m_shownRows;
    }
    auto &rowOfKey = made->m_rowOfKey;
    for (auto row = made->m_shownRows; row < shown->count(); ++row) {
        if ((row & 0xffffU) == 0 && stop.stop_requested()) return nullptr;
        const auto position = shown->positionAt(row);
        const auto key = keyOf(*log, position, level);
        if (key != 0) {
            if (key >= rowOfKey.size())
                rowOfKey.resize(std::max<std::size_t>(key + 1U, rowOfKey.size() * 2));
            if (rowOfKey[key] != 0) continue;
            rowOfKey[key] = static_cast<std::uint32_t>(positions.size() + 1);
        }
        positions.push_back(static_cast<std::uint32_t>(position.value()));
    }
    made->m_shownRows = shown->count();
    made->m_rows = RowMap::of(std::move(positions), shown->watermark());
    return made;
}

std::int64_t DetailRows::rowOf(const Log &log, Position position) const
{
    if (!position.isValid()) return -1;
    if (m_level != DetailLevel::Full && position <= log.watermark()) {
        const auto key = keyOf(log, position, m_level);
        if (key != 0 && key < m_rowOfKey.size() && m_rowOfKey[key] != 0)
            return static_cast<std::int64_t>(m_rowOfKey[key]) - 1;
    }
    return m_rows->rowAtOrBefore(position);
}

std::int64_t DetailRows::rowShowing(const Log &log, Position position) const
{
    const auto row = rowOf(log, position);
    if (row < 0 || m_rows->contains(position)) return row;
    if (m_level == DetailLevel::Full) return -1;
    const auto key = keyOf(log, position, m_level);
    const auto head = m_rows->positionAt(static_cast<std::uint64_t>(row));
    return key != 0 && keyOf(log, head, m_level) == key ? row : -1;
}

} // namespace playhead
