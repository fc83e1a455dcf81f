// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "replay/branch.h"
#include "replay/partitionchange.h"
#include "replay/projection.h"
#include "replay/snapshotshelf.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

namespace playhead {

/// What a branch changes: the states that differ after the step at `at`, sorted by partition, as
/// one observer has them. Fails as Replay does; what was found so far when asked to stop. Any
/// thread.
///
/// Cost: for a projection per subject, a fold of the subjects that the edits touch; else one of the
/// whole log and of the branch, and one more from the first edit on to the last `from`.
/// `logShelf`: snapshots of that projection and observer over the log, to be shared; null: none.
[[nodiscard]] Result<std::vector<PartitionChange>>
compareBranch(const LogPtr &log, const ProjectionPtr &projection, Observer observer,
              const BranchPtr &branch, Position at,
              const std::shared_ptr<SnapshotShelf> &logShelf = {},
              const std::stop_token &stop = {});

/// A recorded event that would perhaps not have happened, or not so, in a branch.
struct DoubtfulEvent
{
    EventNumber event;
    Position position; ///< where the log first shows it
    EventNumber cause; ///< the changed or doubtful event that it depends on
    /// True: its causation id says so. False: inferred, from the same correlation and from who
    /// published it: a consumer that had the cause delivered before.
    bool isCertain = false;
};

/// The recorded events that depend on an event which the branch skips, edits or moves, directly or
/// through others, in order of position. Any thread. Cost: reads every event behind the first one
/// that is changed. Fails where the branch does not fit the log or an event cannot be read; what
/// was found so far when asked to stop.
[[nodiscard]] Result<std::vector<DoubtfulEvent>>
doubtfulEvents(const LogPtr &log, const Branch &branch, const std::stop_token &stop = {});

} // namespace playhead
