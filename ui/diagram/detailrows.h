// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "rowmap.h"
#include "viewstate.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace playhead {

/// Whether `later` begins with the steps that `earlier` shows; told from their ends and middle.
[[nodiscard]] bool rowsContinue(const RowMap &earlier, const RowMap &later);

/// The rows of a detail level: at Full the shown steps themselves, else the first shown step of
/// each event or conversation. Immutable; shared between the interface thread and workers.
class DetailRows
{
public:
    using Ptr = std::shared_ptr<const DetailRows>;

    /// Rows for the steps that `shown` shows. Goes on from `previous` where that was made for the
    /// same level and the same steps, so that following a live log costs only what is new. Cost:
    /// about 5 ns a step. Null when asked to stop.
    static Ptr make(const LogPtr &log, const RowMapPtr &shown, DetailLevel level,
                    const Ptr &previous, const std::stop_token &stop);

    [[nodiscard]] DetailLevel level() const { return m_level; }
    /// Row <-> position of the row's first step.
    [[nodiscard]] const RowMap &rows() const { return *m_rows; }
    [[nodiscard]] const RowMapPtr &rowsPtr() const { return m_rows; }
    [[nodiscard]] const RowMapPtr &shown() const { return m_shown; }

    /// The row on which a step stands; the one before it where it has none; -1: there is none.
    [[nodiscard]] std::int64_t rowOf(const Log &log, Position position) const;

    /// The same; -1 where no row has the step on it.
    [[nodiscard]] std::int64_t rowShowing(const Log &log, Position position) const;

private:
    DetailLevel m_level = DetailLevel::Full;
    RowMapPtr m_shown;
    RowMapPtr m_rows = RowMap::all(Position());
    /// Row + 1 by event number or correlation; 0: none. Shared with later rows of the same log: a
    /// later one only writes entries that this one does not look at.
    std::vector<std::uint32_t> m_rowOfKey;
    std::uint64_t m_shownRows = 0; ///< rows of m_shown that were looked at
};

} // namespace playhead
