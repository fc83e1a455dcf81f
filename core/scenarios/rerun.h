// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/participanttable.h"
#include "model/result.h"
#include "replay/branch.h"
#include "scenarios/scenarioorigin.h"
#include "scenarios/scenariorunner.h"

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

// Running a scenario again with a branch
// ======================================
//
// A branch that is only folded keeps the recorded reactions of everybody. Where a log came from a
// scenario, the scenario can be run again instead, with its original handlers, and the edits made
// on the bus, where events are published:
//
//   skip       the event is not published: nobody gets it. Whoever made it still thinks it did.
//   edit       it is published with other attributes; its copies and retries are those of the
//              changed event.
//   insert     the event is published by its source, on the channel on which the log shows others
//              of its type, else others of its source, else that of the step beside it. It gets an
//              id and the present time where it has none.
//   duplicate  it is published once more with the same id, as a producer does that tries again: a
//              consumer that is idempotent ignores it. For a second fact, insert one.
//   move       it is published at the other place instead. Before its own place that is what the
//              log holds of it; it cannot come before the event that caused it.
//
// Where an edit speaks of the place of a publish step, it is exactly there. Other places are
// between two pieces of work of the scenario, the first one at or after the step; once the run has
// parted from the log, where the scenario's clock says so.
//
// Chance follows causes (see Scenario::dice), so what differs from the log is what depends on the
// edits, and events keep their ids. Queues do connect the rest: deliveries do not overtake each
// other, so that one may come some milliseconds earlier where another was left out.

namespace playhead {

/// An edit that had no effect in a run.
struct UnreachedEdit
{
    std::size_t edit = 0; ///< its index in the branch
    std::string why;      ///< for a person
};

struct RerunSummary
{
    std::uint64_t steps = 0;   ///< handed to the sink
    Duration scenarioTime = 0; ///< how far the scenario's clock went
    Position common;           ///< the last step up to which run and log were found equal
    std::vector<UnreachedEdit> unreached;
};

/// Runs a log's scenario again, from the start and as long as the log lasts, with the edits of a
/// branch. Each step before the first edit is compared with the log's.
///
/// `extension` repeats inputs that the scenario does not know by itself; without it a log with such
/// an input cannot be run again. Scripts in a case run only where the person agreed to them.
///
/// Fails where the branch does not fit the log or asks for what cannot be, where the origin's
/// scenario is not known, and where a step before the first edit is not the log's: then the log was
/// not recorded by this scenario as it is now. Ends early when asked to stop. The sink is called on
/// the calling thread, any; `participants` must be empty at first. Cost: as runScenario(), and 2 us
/// for each step that is compared.
Result<RerunSummary> runAgain(const ScenarioOrigin &origin, const LogPtr &log, const Branch &branch,
                              const StepSink &sink, ParticipantTable &participants,
                              std::stop_token stop = {}, const ScenarioExtension &extension = {});

} // namespace playhead
