// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/contributionindex.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace playhead {

/// The contributions of a log for one observer: all of them, or those of one subject. A value; any
/// thread.
class Observed
{
public:
    Observed() = default;
    /// Those of one subject; an invalid id is the empty subject.
    Observed(Contributions all, const std::optional<NameId> &subject) : m_all(std::move(all))
    {
        if (subject) m_own = m_all.of(*subject);
    }

    [[nodiscard]] const Contributions &all() const { return m_all; }
    [[nodiscard]] std::uint64_t count() const { return m_own ? m_own->count() : m_all.count(); }
    [[nodiscard]] std::uint64_t countUpTo(Position at) const
    {
        return m_own ? m_own->countUpTo(at) : m_all.countUpTo(at);
    }
    [[nodiscard]] Position at(std::uint64_t rank) const
    {
        return m_own ? m_own->at(rank) : m_all.at(rank);
    }
    void collect(std::uint64_t first, std::uint64_t count, std::vector<Position> &out) const
    {
        if (!m_own) return m_all.collect(first, count, out);
        for (auto rank = first; rank < first + count && rank < m_own->count(); ++rank)
            out.push_back(m_own->at(rank));
    }

private:
    Contributions m_all;
    std::optional<SubjectContributions> m_own;
};

} // namespace playhead
