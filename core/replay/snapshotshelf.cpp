// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/snapshotshelf.h"

#include <cassert>

namespace playhead {

bool SnapshotShelf::put(Entry entry)
{
    assert(entry.state);
    const auto bytes = entry.state->bytes();
    if (bytes > m_maxBytes) return false;
    const std::lock_guard lock(m_mutex);
    auto &place = m_kept[entry.index];
    if (place.entry.state) m_bytes -= place.bytes;
    place = {std::move(entry), bytes};
    m_bytes += bytes;
    thin();
    return true;
}

void SnapshotShelf::thin()
{
    while (m_kept.size() > 1 && (m_bytes > m_maxBytes || m_kept.size() > maxCount)) {
        auto best = m_kept.begin();
        auto smallest = ~std::uint64_t(0);
        std::uint64_t before = 0;
        for (auto at = m_kept.begin(); at != m_kept.end(); ++at) {
            const auto next = std::next(at);
            // The last one serves all that comes behind it: as if the next were twice as far.
            const auto gap = next == m_kept.end() ? 2 * (at->first - before) : next->first - before;
            if (gap < smallest) {
                smallest = gap;
                best = at;
            }
            before = at->first;
        }
        m_bytes -= best->second.bytes;
        m_kept.erase(best);
    }
}

std::optional<SnapshotShelf::Entry> SnapshotShelf::nearest(std::uint64_t index) const
{
    const std::lock_guard lock(m_mutex);
    const auto behind = m_kept.upper_bound(index);
    if (behind == m_kept.begin()) return std::nullopt;
    return std::prev(behind)->second.entry;
}

std::optional<std::uint64_t> SnapshotShelf::nearestIndex(std::uint64_t index) const
{
    const std::lock_guard lock(m_mutex);
    const auto behind = m_kept.upper_bound(index);
    if (behind == m_kept.begin()) return std::nullopt;
    return std::prev(behind)->first;
}

std::vector<SnapshotShelf::Entry> SnapshotShelf::all() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Entry> entries;
    for (const auto &[index, kept] : m_kept)
        entries.push_back(kept.entry);
    return entries;
}

void SnapshotShelf::clear()
{
    const std::lock_guard lock(m_mutex);
    m_kept.clear();
    m_bytes = 0;
}

std::size_t SnapshotShelf::count() const
{
    const std::lock_guard lock(m_mutex);
    return m_kept.size();
}

std::size_t SnapshotShelf::bytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

} // namespace playhead
