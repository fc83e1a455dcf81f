// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/findingrow.h"

#include <QColor>
#include <QStringList>

#include <stop_token>
#include <vector>

namespace playhead {

inline constexpr int findingListGap = 10; ///< between two findings, in points of the screen

struct FindingColors
{
    QColor link;
    QColor note; ///< also what is less important
    QColor warning;
    QColor error;
};

/// The findings of a row as rich text: for each a mark for its severity, its explanation, a link
/// `step:8412` for every step, and a link `only:3` (its place in the list) for a filter that leaves
/// its steps. In pages of some ten findings, since laying text out takes time. Any thread; where
/// asked to stop, it ends early. Cost: see explainFinding().
[[nodiscard]] QStringList findingListText(const Log &log, const FindingRow &row,
                                          const std::vector<FindingPtr> &listed,
                                          const FindingColors &colors,
                                          const std::stop_token &stop = {});

} // namespace playhead
