// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/jsonnode.h"
#include "replay/replay.h"
#include "replay/statecursors.h"

#include <memory>

namespace playhead {

/// What the state is compared with.
struct StateComparison
{
    enum class Kind {
        PreviousEvent, ///< the state before the last event that went into it
        OtherPosition, ///< the same observer's
        OtherObserver, ///< at the same position
        OtherBranch    ///< the same observer's, at the same position
    };

    Kind kind = Kind::PreviousEvent;
    Position position;     ///< with OtherPosition
    Observer observer;     ///< with OtherObserver
    BranchPtr branch = {}; ///< with OtherBranch
};

/// A question for a state; a value that a worker can take with it.
struct StateRequest
{
    LogPtr log;
    ProjectionPtr projection;
    Observer observer;
    NameId subject; ///< ignored by projections of the whole log
    Position at;
    StateComparison comparison;
    bool wantsPatch = false; ///< the difference as text, too
};

/// The answer to a StateRequest.
struct StateAnswer
{
    StateRequest question;
    JsonTreePtr tree;         ///< null: there is no state, now and in what it is compared with
    StatePlace compared;      ///< where that is; no position: before the first event
    QString patch;            ///< a JSON Patch, an operation a line; with wantsPatch
    Position lastChange;      ///< the last event that went into the state; none: there was none
    Position previous;        ///< the one before it
    std::uint64_t events = 0; ///< how many went into it
    FoldProblems problems;
    QString error; ///< why there is no answer
    double milliseconds = 0;
};

/// Which running state the question is about.
[[nodiscard]] StateScope scopeOf(const StateRequest &question);

/// Replays and compares. For worker threads; `cursors` are of the question's log. Cost: what the
/// two cursors have to fold, and the rows that are shown; with wantsPatch a copy and comparison of
/// both states.
[[nodiscard]] StateAnswer answerState(const StateRequest &question, StateCursors &cursors,
                                      const std::stop_token &stop);

} // namespace playhead
