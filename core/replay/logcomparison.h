// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/result.h"
#include "replay/partitionchange.h"
#include "replay/projection.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

// Two logs side by side: the same scenario run twice, before and after a change, or a log and what
// became of it when a branch of it was run again. Any thread. Each fails where an event cannot be
// read; asked to stop, each answers what was found so far.

namespace playhead {

/// Where two logs first say something else.
struct StepDivergence
{
    Position position; ///< in both
    std::string what;  ///< for a person: `the receiver is 'b' instead of 'a'`, `the log ends`
};

/// Compares step by step, with times, events and reasons. Empty: the logs are equal. Cost: reads
/// both up to there, 3 us a step.
[[nodiscard]] Result<std::optional<StepDivergence>>
firstDifferingStep(const LogPtr &log, const LogPtr &other, const std::stop_token &stop = {});

/// A state that ends differently in two logs; `log` and `from` are the first one's, `branch` the
/// other's. A state's history is what it became, change by change: `from` and `otherFrom` are the
/// first changes that are not the same, and invalid where a log has no further one.
struct PartitionDivergence : PartitionChange
{
    Position otherFrom;
};

/// The states that end differently, as published. Sorted by partition. Cost: a fold of both logs;
/// then for a projection per subject one more of the subjects that differ, else one more of both
/// logs in which every state that differs is looked at after every event. `problems`: events that
/// could not be taken in, of both logs.
[[nodiscard]] Result<std::vector<PartitionDivergence>>
compareStates(const LogPtr &log, const LogPtr &other, const ProjectionPtr &projection,
              const std::stop_token &stop = {}, FoldProblems *problems = nullptr);

/// An event that only one of two logs has, or that is not the same in both.
struct EventDivergence
{
    std::string id;
    std::string type;    ///< in the log that has it; in the first, if both do
    std::string subject; ///< as well
    Position position;   ///< where the first log shows it first; invalid: it has none
    Position other;      ///< the same of the other log
    std::string what;    ///< the attributes that differ; empty: only one log has it
};

/// Events are the same that have the same source and id; their time is not compared, and those
/// without an id are left out, requests and replies too. In order of position, those of the first
/// log first. Cost: reads all events of both logs; 32 bytes for each of the first.
[[nodiscard]] Result<std::vector<EventDivergence>>
compareEvents(const LogPtr &log, const LogPtr &other, const std::stop_token &stop = {});

} // namespace playhead
