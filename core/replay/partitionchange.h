// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"
#include "replay/fold.h"
#include "replay/json.h"

#include <optional>
#include <string>
#include <vector>

namespace playhead {

/// A state that is another one in another course of things: in a branch, or in another log.
struct PartitionChange
{
    std::string partition; ///< its subject, where partitions are subjects; empty: the one state
    Position from;         ///< the first position at which log and branch differ
    Json log;              ///< at the end, null: none
    Json branch;
    Json patch; ///< what leads from the log's to the branch's, as JSON Patch (RFC 6902)
};

/// The state of a partition, the one shared by all under the empty key where there is one.
[[nodiscard]] Json partitionState(const Fold &fold, const std::string &partition);

/// The partitions, or of all the one that is named, whose states differ between two folds of the
/// same projection, sorted; `from` is left open.
[[nodiscard]] std::vector<PartitionChange>
changedPartitions(const Fold &log, const Fold &branch, const std::optional<std::string> &only = {});

} // namespace playhead
