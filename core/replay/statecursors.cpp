// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/statecursors.h"

#include "replay/keptsnapshots.h"

#include <algorithm>
#include <vector>

namespace playhead {

void StateCursors::setCase(std::string path)
{
    const std::lock_guard lock(m_mutex);
    m_case = std::move(path);
}

Result<TimelineCursor *> StateCursors::cursor(const StateScope &scope, Place place,
                                              const std::stop_token &stop)
{
    const auto found = std::ranges::find_if(m_running, [&](const Running &running) {
        return running.place == place && running.scope == scope;
    });
    if (found != m_running.end()) {
        m_running.splice(m_running.begin(), m_running, found);
        return m_running.front().cursor.get();
    }
    auto sequence = EventSequence::make(m_log, {scope.observer, scope.branch, scope.subject}, stop);
    if (!sequence) return tl::unexpected(std::move(sequence.error()));
    auto shelf = shelfOf(scope, stop);
    std::shared_ptr<SnapshotShelf> logShelf;
    if (scope.branch) {
        auto original = scope;
        original.branch.reset();
        logShelf = shelfOf(original, stop);
    }
    m_running.push_front({scope, place,
                          std::make_unique<TimelineCursor>(std::move(*sequence), scope.projection,
                                                           std::move(shelf), std::move(logShelf))});
    if (m_running.size() > mostCursors) m_running.pop_back();
    return m_running.front().cursor.get();
}

/// For a subject or a branch: that of its other cursor; else the one that the case takes part in.
std::shared_ptr<SnapshotShelf> StateCursors::shelfOf(const StateScope &scope,
                                                     const std::stop_token &stop)
{
    if (scope.subject || scope.branch) {
        for (const auto &running : m_running)
            if (running.scope == scope) return running.cursor->shelf();
        return nullptr;
    }
    const std::lock_guard lock(m_mutex);
    auto found =
        std::ranges::find_if(m_kept, [&](const Kept &kept) { return kept.scope == scope; });
    if (found == m_kept.end()) {
        m_kept.push_front({scope, std::make_shared<SnapshotShelf>(), {}, {}, 0});
        if (m_kept.size() > mostShelves) m_kept.pop_back();
    } else {
        m_kept.splice(m_kept.begin(), m_kept, found);
    }
    auto &kept = m_kept.front();
    if (!m_case.empty() && kept.loadedFrom != m_case) {
        // What cannot be read is folded instead.
        (void)KeptSnapshots(CaseSnapshots(m_case))
            .load(*m_log, *scope.projection, scope.observer, *kept.shelf, stop);
        kept.loadedFrom = m_case;
        kept.savedTo = m_case;
        kept.savedCount = kept.shelf->count();
    }
    return kept.shelf;
}

Result<std::size_t> StateCursors::keep(const std::stop_token &stop)
{
    std::vector<Kept> grown;
    std::string path;
    {
        const std::lock_guard lock(m_mutex);
        path = m_case;
        for (const auto &kept : m_kept)
            if (kept.savedTo != path || kept.shelf->count() != kept.savedCount)
                grown.push_back(kept);
    }
    if (path.empty()) return 0;
    std::size_t count = 0;
    for (const auto &kept : grown) {
        const auto snapshots = kept.shelf->count();
        if (snapshots == 0) continue;
        const auto saved =
            KeptSnapshots(CaseSnapshots(path))
                .save(*m_log, *kept.scope.projection, kept.scope.observer, *kept.shelf, stop);
        if (!saved) return tl::unexpected(saved.error());
        if (stop.stop_requested()) break;
        ++count;
        const std::lock_guard lock(m_mutex);
        for (auto &now : m_kept) {
            if (now.shelf != kept.shelf) continue;
            now.savedTo = path;
            now.savedCount = snapshots;
        }
    }
    return count;
}

} // namespace playhead
