// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/result.h"
#include "replay/json.h"
#include "replay/projection.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace playhead {

/// Whose eyes a state is seen through. The log: every event, once, at the step that first shows it
/// (its publish). A consumer: the events it acknowledged, at the ack, in its order, a redelivered
/// event that it acknowledges again counted again.
struct Observer
{
    ParticipantId consumer; ///< none: the log

    [[nodiscard]] bool isLog() const { return !consumer.isValid(); }
    bool operator==(const Observer &) const = default;
};

/// Folds a log's events through a projection, up to any position, for any observer.
/// Thread-safe; results are not cached here.
class Replay
{
public:
    Replay(LogPtr log, ProjectionPtr projection, Observer observer = {});

    /// The state of one subject (of one partition, where they are not subjects) after the step at
    /// `at`; null where it has none. Cost, for a projection per subject: a scan of the subject
    /// column up to `at` and a fold of the subject's own events; else as state().
    /// Fails where an event cannot be read; empty (null) when asked to stop.
    [[nodiscard]] Result<Json> subjectState(NameId subject, Position at, std::stop_token stop = {},
                                            FoldProblems *problems = nullptr) const;

    /// The whole state after the step at `at`; see wholeState().
    [[nodiscard]] Result<Json> state(Position at, std::stop_token stop = {},
                                     FoldProblems *problems = nullptr) const;

    /// The positions whose event the observer folds into that subject's state, up to `at`.
    [[nodiscard]] std::vector<Position> contributions(NameId subject, Position at,
                                                      std::stop_token stop = {}) const;

    /// The same for the whole log.
    [[nodiscard]] std::vector<Position> contributions(Position at, std::stop_token stop = {}) const;

    /// Subjects that have had an event by `at`, in order of first appearance.
    [[nodiscard]] std::vector<NameId> subjects(Position at) const;

    /// A fold that has taken in all events up to `at`. Null when asked to stop.
    [[nodiscard]] Result<std::unique_ptr<Fold>> fold(Position at, std::stop_token stop = {},
                                                     FoldProblems *problems = nullptr) const;

private:
    [[nodiscard]] Result<std::unique_ptr<Fold>> foldAll(const std::vector<Position> &positions,
                                                        const std::stop_token &stop,
                                                        FoldProblems *problems) const;

    LogPtr m_log;
    ProjectionPtr m_projection;
    Observer m_observer;
};

/// What leads from one state to the other, as a JSON Patch (RFC 6902).
[[nodiscard]] Json stateDifference(const Json &before, const Json &after);

} // namespace playhead
