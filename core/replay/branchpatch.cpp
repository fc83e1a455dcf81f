// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/branchpatch.h"

#include <algorithm>

namespace playhead {

BranchPatch::BranchPatch(const BranchPlan &plan, const Observed &observed,
                         const std::optional<NameId> &subject)
{
    const auto isWanted = [&subject](NameId other) { return !subject || *subject == other; };
    for (const auto &removed : plan.removed()) {
        if (isWanted(removed.subject))
            m_removed.push_back({observed.countUpTo(removed.position) - 1, removed.subject});
    }
    for (const auto &inserted : plan.inserted()) {
        if (!isWanted(inserted.subject)) continue;
        const auto upTo =
            inserted.side < 0 ? Position(inserted.position.value() - 1) : inserted.position;
        const auto rank = observed.countUpTo(upTo);
        const auto index = rank - removedBelow(rank) + m_inserted.size();
        m_inserted.push_back({rank, index, inserted});
    }
}

std::uint64_t BranchPatch::removedBelow(std::uint64_t rank) const
{
    const auto end = std::ranges::lower_bound(m_removed, rank, {}, &Removed::rank);
    return static_cast<std::uint64_t>(end - m_removed.begin());
}

std::uint64_t BranchPatch::countUpTo(Position at, const Observed &observed) const
{
    const auto rank = observed.countUpTo(at);
    const auto end = std::ranges::upper_bound(
        m_inserted, at, {}, [](const Inserted &inserted) { return inserted.what.position; });
    return rank - removedBelow(rank) + static_cast<std::uint64_t>(end - m_inserted.begin());
}

BranchPatch::Run BranchPatch::runAt(std::uint64_t index) const
{
    const auto next = std::ranges::lower_bound(m_inserted, index, {}, &Inserted::index);
    if (next != m_inserted.end() && next->index == index) return {&next->what, next->rank, 1};
    // Without the inserted ones before it, its number among those that stay.
    const auto kept = index - static_cast<std::uint64_t>(next - m_inserted.begin());
    const auto removed =
        std::partition_point(m_removed.begin(), m_removed.end(), [&](const Removed &candidate) {
            const auto before = static_cast<std::uint64_t>(&candidate - m_removed.data());
            return candidate.rank - before <= kept;
        });
    Run run;
    run.rank = kept + static_cast<std::uint64_t>(removed - m_removed.begin());
    run.length = ~std::uint64_t(0);
    if (next != m_inserted.end()) run.length = next->index - index;
    if (removed != m_removed.end()) run.length = std::min(run.length, removed->rank - run.rank);
    return run;
}

std::uint64_t BranchPatch::common() const
{
    auto common = ~std::uint64_t(0);
    if (!m_removed.empty()) common = m_removed.front().rank;
    if (!m_inserted.empty()) common = std::min(common, m_inserted.front().index);
    return common;
}

std::int64_t BranchPatch::surplusBefore(std::uint64_t index, NameId subject) const
{
    std::int64_t surplus = 0;
    for (const auto &inserted : m_inserted)
        if (inserted.index < index && inserted.what.subject == subject) ++surplus;
    const auto rank = runAt(index).rank;
    for (const auto &removed : m_removed)
        if (removed.rank < rank && removed.subject == subject) --surplus;
    return surplus;
}

} // namespace playhead
