// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/findings/finding.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace playhead {

/// Collects findings: the first of each kind are kept, the others counted. A copy shares what it
/// has with the original, and goes its own way from there.
class FindingList
{
public:
    explicit FindingList(std::uint64_t listed) : m_listed(listed) {}

    void add(Finding finding)
    {
        auto &group = m_groups[static_cast<std::size_t>(finding.kind)];
        if (++group.count > m_listed) return;
        group.listed.push_back(std::make_shared<const Finding>(std::move(finding)));
    }

    /// Adds the finding that `make` makes; where there is no more room, it is only counted and not
    /// made.
    template <class Make> void addMade(FindingKind kind, Make make)
    {
        auto &group = m_groups[static_cast<std::size_t>(kind)];
        if (++group.count <= m_listed)
            group.listed.push_back(std::make_shared<const Finding>(make()));
    }

    /// Adds one finding for each item, a pair of its first position and whatever `make` makes a
    /// finding of. Only those that are listed are made.
    template <class Item, class Make>
    void addEach(FindingKind kind, std::vector<std::pair<std::uint64_t, Item>> items, Make make)
    {
        auto &group = m_groups[static_cast<std::size_t>(kind)];
        const auto room = m_listed - std::min<std::uint64_t>(m_listed, group.listed.size());
        const auto listed =
            static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(room, items.size()));
        std::partial_sort(items.begin(), items.begin() + listed, items.end(),
                          [](const auto &a, const auto &b) { return a.first < b.first; });
        for (auto item = items.begin(); item != items.begin() + listed; ++item)
            group.listed.push_back(std::make_shared<const Finding>(make(item->second)));
        group.count += items.size();
    }

    /// Counts findings of which nothing is kept.
    void addUnlisted(FindingKind kind, std::uint64_t count)
    {
        m_groups[static_cast<std::size_t>(kind)].count += count;
    }

    /// By position.
    [[nodiscard]] std::array<Findings::Group, findingKindCount> sorted() &&
    {
        for (auto &group : m_groups)
            std::ranges::stable_sort(
                group.listed, {}, [](const auto &finding) { return finding->positions.front(); });
        return std::move(m_groups);
    }

private:
    std::uint64_t m_listed;
    std::array<Findings::Group, findingKindCount> m_groups;
};

} // namespace playhead
