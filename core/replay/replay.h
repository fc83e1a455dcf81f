// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/result.h"
#include "replay/branch.h"
#include "replay/json.h"
#include "replay/projection.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// Folds the events of a log, or of a branch of it, through a projection, up to any position, for
/// any observer. Thread-safe; results are not cached here: see TimelineCursor for moving about.
///
/// States and folds fail where an event cannot be read, and where the branch does not fit the log;
/// they are empty (null) when asked to stop.
class Replay
{
public:
    Replay(LogPtr log, ProjectionPtr projection, Observer observer = {}, BranchPtr branch = {});

    /// The state of one subject (of one partition, where they are not subjects) after the step at
    /// `at`; null where it has none. Cost, for a projection per subject: a fold of the subject's
    /// own events, found through the log's index; else as state().
    [[nodiscard]] Result<Json> subjectState(std::string_view subject, Position at,
                                            std::stop_token stop = {},
                                            FoldProblems *problems = nullptr) const;
    [[nodiscard]] Result<Json> subjectState(NameId subject, Position at, std::stop_token stop = {},
                                            FoldProblems *problems = nullptr) const;

    /// The whole state after the step at `at`; see wholeState().
    [[nodiscard]] Result<Json> state(Position at, std::stop_token stop = {},
                                     FoldProblems *problems = nullptr) const;

    /// The positions whose event the observer folds into that subject's state, up to `at`, as the
    /// log has them: without a branch.
    [[nodiscard]] std::vector<Position> contributions(NameId subject, Position at,
                                                      std::stop_token stop = {}) const;

    /// The same for the whole log.
    [[nodiscard]] std::vector<Position> contributions(Position at, std::stop_token stop = {}) const;

    /// Subjects that have had an event by `at`, in order of first appearance, without a branch.
    [[nodiscard]] std::vector<NameId> subjects(Position at) const;

    /// A fold that has taken in all events up to `at`. Null when asked to stop.
    [[nodiscard]] Result<std::unique_ptr<Fold>> fold(Position at, std::stop_token stop = {},
                                                     FoldProblems *problems = nullptr) const;

private:
    [[nodiscard]] Result<std::unique_ptr<Fold>> foldAll(std::optional<std::string> subject,
                                                        Position at, const std::stop_token &stop,
                                                        FoldProblems *problems) const;

    LogPtr m_log;
    ProjectionPtr m_projection;
    Observer m_observer;
    BranchPtr m_branch;
};

/// Where a state is looked at: when, through whose eyes, and in which course of things.
struct StatePlace
{
    Position at;
    Observer observer = {};
    BranchPtr branch = {}; ///< null: the log as it is
};

/// Two states and what leads from one to the other.
struct StateDifference
{
    Json before;
    Json after;
    Json patch; ///< see stateDifference()
};

/// Compares the state at two places: of one subject, or the whole where there is none. Cost and
/// failures as Replay, twice. Any thread.
[[nodiscard]] Result<StateDifference>
differenceBetween(const LogPtr &log, const ProjectionPtr &projection, const StatePlace &before,
                  const StatePlace &after, const std::optional<std::string> &subject,
                  const std::stop_token &stop = {});

/// What leads from one state to the other, as a JSON Patch (RFC 6902).
[[nodiscard]] Json stateDifference(const Json &before, const Json &after);

} // namespace playhead
