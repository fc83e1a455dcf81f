// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/branchcomparison.h"

#include "replay/branchplan.h"
#include "replay/replay.h"
#include "replay/timelinecursor.h"

#include <algorithm>
#include <optional>
#include <set>

namespace playhead {
namespace {

/// The same projection over the log and over the branch.
class Pair
{
public:
    static Result<Pair> make(const LogPtr &log, const ProjectionPtr &projection,
                             SequenceScope scope, const std::shared_ptr<SnapshotShelf> &shelf,
                             const std::stop_token &stop)
    {
        auto branched = EventSequence::make(log, scope, stop);
        if (!branched) return tl::unexpected(branched.error());
        scope.branch = {};
        auto plain = EventSequence::make(log, std::move(scope), stop);
        if (!plain) return tl::unexpected(plain.error());
        const auto shared = shelf ? shelf : std::make_shared<SnapshotShelf>();
        return Pair{TimelineCursor(std::move(*plain), projection, shared),
                    TimelineCursor(std::move(*branched), projection, {}, shared)};
    }

    Result<bool> moveTo(Position at, const std::stop_token &stop)
    {
        const auto moved = log.moveTo(at, stop);
        return moved && *moved ? branch.moveTo(at, stop) : moved;
    }

    [[nodiscard]] bool differs(const std::string &partition) const
    {
        return partitionState(log.fold(), partition) != partitionState(branch.fold(), partition);
    }

    TimelineCursor log;
    TimelineCursor branch;
};

/// Goes through the positions at which something happens in the log or in the branch, from where
/// they part, until each change has its first one.
Result<bool> findStarts(Pair &pair, std::vector<PartitionChange> &changes, Position at,
                        const std::stop_token &stop)
{
    const auto common = pair.branch.sequence().commonWithLog();
    auto inLog = common;
    auto inBranch = common;
    const auto logEnd = pair.log.sequence().countUpTo(at);
    const auto branchEnd = pair.branch.sequence().countUpTo(at);
    auto left = changes.size();
    while (left > 0 && (inLog < logEnd || inBranch < branchEnd)) {
        auto next = Position(~std::uint64_t(0));
        if (inLog < logEnd) next = pair.log.sequence().positionAt(inLog);
        if (inBranch < branchEnd)
            next = std::min(next, pair.branch.sequence().positionAt(inBranch));
        inLog = std::max(inLog, pair.log.sequence().countUpTo(next));
        inBranch = std::max(inBranch, pair.branch.sequence().countUpTo(next));
        const auto moved = pair.moveTo(next, stop);
        if (!moved || !*moved) return moved;
        for (auto &change : changes) {
            if (change.from.isValid() || !pair.differs(change.partition)) continue;
            change.from = next;
            --left;
        }
    }
    return true;
}

/// The subjects whose events the branch touches, in the log or in the branch.
std::set<std::string> touchedSubjects(const Log &log, const BranchPlan &plan)
{
    std::set<std::string> subjects;
    for (const auto &removed : plan.removed())
        subjects.emplace(log.name(removed.subject));
    for (const auto &inserted : plan.inserted())
        subjects.insert(inserted.event->subject);
    return subjects;
}

} // namespace

Result<std::vector<PartitionChange>>
compareBranch(const LogPtr &log, const ProjectionPtr &projection, Observer observer,
              const BranchPtr &branch, Position at, const std::shared_ptr<SnapshotShelf> &logShelf,
              const std::stop_token &stop)
{
    std::vector<PartitionChange> all;
    const auto end = std::min(at, log->watermark());
    std::vector<std::optional<std::string>> parts = {std::nullopt};
    if (projection->isPerSubject()) {
        const auto plan = BranchPlan::make(*log, observer, *branch, stop);
        if (!plan) return tl::unexpected(plan.error());
        parts.clear();
        for (const auto &subject : touchedSubjects(*log, *plan))
            parts.emplace_back(subject);
    }
    for (const auto &part : parts) {
        auto pair =
            Pair::make(log, projection, {observer, branch, part}, part ? nullptr : logShelf, stop);
        if (!pair) return tl::unexpected(pair.error());
        auto moved = pair->moveTo(end, stop);
        if (!moved) return tl::unexpected(moved.error());
        if (!*moved) return all;
        auto changes = changedPartitions(pair->log.fold(), pair->branch.fold(), part);
        moved = findStarts(*pair, changes, end, stop);
        if (!moved) return tl::unexpected(moved.error());
        if (!*moved) return all;
        std::ranges::move(changes, std::back_inserter(all));
    }
    return all;
}

} // namespace playhead
