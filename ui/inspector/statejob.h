// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/jsonnode.h"
#include "replay/replay.h"

namespace playhead {

/// What the state is compared with.
struct StateComparison
{
    enum class Kind { PreviousEvent, Bookmark, OtherObserver };

    Kind kind = Kind::PreviousEvent;
    Position position;      ///< with Bookmark: a bookmark's
    ParticipantId observer; ///< with OtherObserver; none: the log
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
};

/// The answer to a StateRequest.
struct StateAnswer
{
    StateRequest question;
    JsonTreePtr tree;         ///< null: there is no state, now and in what it is compared with
    Position lastChange;      ///< the last event that went into the state; none: there was none
    Position previous;        ///< the one before it
    std::uint64_t events = 0; ///< how many went into it
    FoldProblems problems;
    QString error; ///< why there is no answer
    double milliseconds = 0;
};

/// Replays and compares. For worker threads; cost: two replays and three scans of a column.
[[nodiscard]] StateAnswer answerState(const StateRequest &question, std::stop_token stop);

} // namespace playhead
