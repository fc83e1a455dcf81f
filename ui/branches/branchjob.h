// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/branchcomparison.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace playhead {

/// What a branch changes, asked of a worker: a value that it takes with it.
struct BranchQuestion
{
    LogPtr log;
    BranchPtr branch;
    ProjectionPtr projection;
    Observer observer;
    Position at;
    std::shared_ptr<SnapshotShelf> shelf; ///< of that projection and observer over the log
};

/// A state that ends differently, with what a list says of it.
struct ChangeRow
{
    PartitionChange change;
    QString partition;
    QString summary;    ///< see patchText()
    Position otherFrom; ///< compared with another log: the first position there that differs
};

using ChangeRows = std::vector<ChangeRow>;
using ChangeRowsPtr = std::shared_ptr<const ChangeRows>;

/// With what lists say of them. Any thread.
[[nodiscard]] ChangeRow rowOf(PartitionChange change, Position otherFrom = {});

/// A recorded event that is in doubt, with what a list says of it.
struct DoubtRow
{
    Position position;
    QString event; ///< `#8 410 shipment.created`
    QString cause; ///< the same of what it depends on
    bool isCertain = false;
};

/// Answer to a BranchQuestion. Immutable; shared between threads.
struct BranchAnswer
{
    BranchQuestion question;
    ChangeRows changes;
    bool isPartitioned = false; ///< else there is one state
    /// Partitions of the log and of the branch together; none: they are not subjects, and counting
    /// them would cost a fold of its own.
    std::optional<std::uint64_t> partitions;
    std::vector<DoubtRow> doubts;
    QString error; ///< why there is no answer
    bool wasStopped = false;
};
using BranchAnswerPtr = std::shared_ptr<const BranchAnswer>;

/// How states differ at `at`, and which recorded events are in doubt. For worker threads. Cost:
/// those of compareBranch() and doubtfulEvents().
[[nodiscard]] BranchAnswerPtr answerBranch(const BranchQuestion &question,
                                           const std::stop_token &stop);

/// In how many partitions the state differs at `at`; none: that could not be found out. For worker
/// threads. Cost: that of compareBranch().
[[nodiscard]] std::optional<std::uint64_t> countChanges(const BranchQuestion &question,
                                                        const std::stop_token &stop);

} // namespace playhead
