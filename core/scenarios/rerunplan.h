// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/result.h"
#include "replay/branch.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace playhead {

/// What the edits of a branch come to when a log's scenario is run again: which events, by id, have
/// another fate, and what is published besides, and where. See rerun.h.
struct RerunPlan
{
    /// What happens to an event when it is published.
    struct Fate
    {
        std::vector<std::size_t> edits;           ///< that change or skip it, by index
        std::vector<const EventChange *> changes; ///< of the branch
        bool isSkipped = false;
        std::optional<std::size_t> move; ///< the edit that moves it, the last one of several

        /// It is not published where it was.
        [[nodiscard]] bool isGone() const { return isSkipped || move.has_value(); }
    };

    /// An event that is published at a place of its own.
    struct Placement
    {
        std::size_t edit = 0;
        Position target;
        BranchEdit::Side side = BranchEdit::Side::After;
        Timestamp time = 0;   ///< of the target
        std::string anchor;   ///< the id of the event that the target publishes; empty: it does not
        std::string original; ///< the id of the event that is moved or published again; else empty
        /// It comes before the log shows the original, so that `event` is all that there is of it.
        bool isEarly = false;
        Event event;          ///< what is inserted, or what the log holds of the original, changed
        bool hasTime = false; ///< of its own: the branch says which
        std::string channel;
        std::string producer;
    };

    std::map<std::string, Fate, std::less<>> fates; ///< by id
    std::vector<Placement> placements;              ///< in the order in which they have their turn

    /// Fails where the branch does not fit the log, and where it asks for what cannot be. `branch`
    /// must outlive the plan. Cost: a look at each step up to the last one that the branch names.
    static Result<RerunPlan> make(const Log &log, const Branch &branch);
};

} // namespace playhead
