// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/event.h"
#include "model/result.h"
#include "replay/partitionchange.h"
#include "replay/projection.h"
#include "replay/replay.h"

#include <span>
#include <stop_token>
#include <vector>

namespace playhead {

/// What an event that the log does not have there, such as a dead letter before it is redriven,
/// would do to the state.
struct Rehearsal
{
    /// The states that it changes, sorted by partition: `log` is the one before, `branch` the one
    /// after it. `from` stays open.
    std::vector<PartitionChange> changes;
    FoldProblems problems; ///< why the projection cannot take it in; stopped: nor any after it
    /// Where the observer has taken in an event of the same source and id before; invalid: it has
    /// not. What such an event changes it changes twice.
    Position known;
};

/// Takes the events in, one after the other, from the state at `place` on, and says what each does.
/// The log is not changed. One answer for each event, in order; fewer when asked to stop. Fails as
/// Replay does.
///
/// Any thread. Cost: for a projection per subject, a fold of the subjects of the events; else one
/// of the whole log, and for each event a comparison of all states.
[[nodiscard]] Result<std::vector<Rehearsal>>
rehearse(const LogPtr &log, const ProjectionPtr &projection, const StatePlace &place,
         std::span<const Event> events, const std::stop_token &stop = {});

} // namespace playhead
