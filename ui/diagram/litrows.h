// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/detailrows.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace playhead {

/// A row of the diagram that is part of the path that is lit.
struct LitRow
{
    std::uint64_t row = 0;
    bool inferred = false; ///< nothing but inferred steps of the path stand on it

    bool operator==(const LitRow &) const = default;
};

/// The rows of the path that is lit, sorted. A value. Cost of a question: a binary search.
class LitRows
{
public:
    LitRows() = default;
    /// Leaves out steps that no row shows.
    LitRows(const Log &log, const DetailRows &rows, const QVector<LitStep> &path)
    {
        for (const auto &step : path) {
            const auto row = rows.rowShowing(log, step.position);
            if (row < 0) continue;
            m_rows.push_back(
                {static_cast<std::uint64_t>(row), step.evidence == Evidence::Inferred});
        }
        // Of several on one row, what is observed comes first and stays.
        std::ranges::sort(m_rows, {},
                          [](const LitRow &lit) { return std::pair(lit.row, lit.inferred); });
        const auto again = std::ranges::unique(m_rows, {}, &LitRow::row);
        m_rows.erase(again.begin(), again.end());
    }

    [[nodiscard]] const std::vector<LitRow> &rows() const { return m_rows; }

    /// False for a negative row.
    [[nodiscard]] bool contains(std::int64_t row) const
    {
        return row >= 0
               && hasAny(static_cast<std::uint64_t>(row), static_cast<std::uint64_t>(row) + 1);
    }
    /// Whether there is one from row `begin` to before `end`.
    [[nodiscard]] bool hasAny(std::uint64_t begin, std::uint64_t end) const
    {
        const auto at = std::ranges::lower_bound(m_rows, begin, {}, &LitRow::row);
        return at != m_rows.end() && at->row < end;
    }

private:
    std::vector<LitRow> m_rows;
};

} // namespace playhead
