// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"

#include <QString>

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace playhead {

/// What a branch makes of an event: of one of the log, or one that only the branch has there.
enum class BranchMark : std::uint8_t { None, Skipped, Changed, Moved, Added };

/// An event that a branch puts beside a step of the log.
struct BranchAddition
{
    Position at;           ///< the step
    bool isBefore = false; ///< just before it; else just after
    BranchMark mark = BranchMark::Added;
    QString label; ///< the type of the event
    QString tip;   ///< the edit that puts it there, for a person

    bool operator==(const BranchAddition &) const = default;
};

/// All that a branch makes different.
struct BranchMarks
{
    std::unordered_map<EventNumber, BranchMark> events;
    std::vector<BranchAddition> additions; ///< in the order of the edits

    [[nodiscard]] bool isEmpty() const { return events.empty() && additions.empty(); }
    bool operator==(const BranchMarks &) const = default;
};

} // namespace playhead
