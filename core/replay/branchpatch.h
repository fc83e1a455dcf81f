// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/branchplan.h"
#include "replay/observed.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace playhead {

/// A branch laid over an observer's contributions, of all subjects or of one: the arithmetic
/// between the number of a contribution in the log ("rank") and of an event in the branch
/// ("index"). A value; any thread. Costs: the logarithm of the number of edits.
class BranchPatch
{
public:
    /// What is at an index: an inserted event, or a run of the log's contributions.
    struct Run
    {
        const BranchPlan::Inserted *inserted = nullptr;
        std::uint64_t rank = 0;   ///< of the first; of what would come next, with `inserted`
        std::uint64_t length = 1; ///< how far the run goes at most
    };

    BranchPatch() = default;
    BranchPatch(const BranchPlan &plan, const Observed &observed,
                const std::optional<NameId> &subject);

    /// How many events of the branch are at positions up to `at`.
    [[nodiscard]] std::uint64_t countUpTo(Position at, const Observed &observed) const;
    [[nodiscard]] Run runAt(std::uint64_t index) const;
    /// How many events at the start log and branch have in common.
    [[nodiscard]] std::uint64_t common() const;
    /// How many more events of a subject than the log the branch has before an index.
    [[nodiscard]] std::int64_t surplusBefore(std::uint64_t index, NameId subject) const;

private:
    struct Removed
    {
        std::uint64_t rank;
        NameId subject;
    };
    struct Inserted
    {
        std::uint64_t rank;  ///< how many of the log's are before it
        std::uint64_t index; ///< its own in the branch
        BranchPlan::Inserted what;
    };

    [[nodiscard]] std::uint64_t removedBelow(std::uint64_t rank) const;

    std::vector<Removed> m_removed;
    std::vector<Inserted> m_inserted;
};

} // namespace playhead
