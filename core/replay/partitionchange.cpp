// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/partitionchange.h"

#include "replay/replay.h"

#include <set>
#include <utility>

namespace playhead {

Json partitionState(const Fold &fold, const std::string &partition)
{
    if (!fold.isPartitioned()) return fold.state({});
    if (partition.empty())
        if (auto shared = fold.sharedState(); !shared.is_null()) return shared;
    return fold.state(partition);
}

std::vector<PartitionChange> changedPartitions(const Fold &log, const Fold &branch,
                                               const std::optional<std::string> &only)
{
    std::set<std::string> partitions;
    if (only) {
        partitions.insert(*only);
    } else {
        partitions.insert("");
        for (const auto *fold : {&log, &branch})
            if (fold->isPartitioned())
                for (auto &partition : fold->partitions())
                    partitions.insert(std::move(partition));
    }
    std::vector<PartitionChange> changes;
    for (const auto &partition : partitions) {
        PartitionChange change;
        change.partition = partition;
        change.log = partitionState(log, partition);
        change.branch = partitionState(branch, partition);
        if (change.log == change.branch) continue;
        change.patch = stateDifference(change.log, change.branch);
        changes.push_back(std::move(change));
    }
    return changes;
}

} // namespace playhead
