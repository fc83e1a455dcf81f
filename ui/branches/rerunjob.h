// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branches/branchjob.h"
#include "inspector/busynote.h"
#include "replay/logcomparison.h"
#include "scenarios/scenarioorigin.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <stop_token>
#include <vector>

namespace playhead {

/// A branch that is to be run again on the bus; a value that a worker takes with it.
struct RerunQuestion
{
    LogPtr log;
    BranchPtr branch;
    ScenarioOrigin origin; ///< of the log; the person agreed to run its scripts
    ProjectionPtr projection;
};

/// What a run made of the branch, and how it differs from the log. Immutable; shared between
/// threads. Holds the run's log, whose case goes when nobody holds it any more.
struct RerunAnswer
{
    RerunQuestion question;
    LogPtr run;
    QString casePath;      ///< of the run's log: a temporary case
    Position common;       ///< the last step before the first edit, equal in both
    QStringList unreached; ///< edits without effect, each with why
    QString firstStep;     ///< where the steps part, and how; empty: they are equal
    ChangeRows changes;
    std::vector<EventDivergence> events;
    QString error; ///< why there is no run
    bool wasStopped = false;
};
using RerunAnswerPtr = std::shared_ptr<const RerunAnswer>;

/// Runs the log's scenario again with the branch, into a temporary case, and compares. For worker
/// threads; `progress` counts steps. Cost: those of runAgain() and of the comparisons of logs.
[[nodiscard]] RerunAnswerPtr answerRerun(const RerunQuestion &question, JobProgress &progress,
                                         const std::stop_token &stop);

} // namespace playhead
