// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/branchjob.h"

#include "branches/edittext.h"
#include "inspector/inspectortext.h"
#include "replay/replay.h"

#include <unordered_map>
#include <utility>

namespace playhead {
namespace {

/// All subjects, those included that only the branch has.
std::uint64_t countPartitions(const BranchQuestion &question,
                              const std::vector<PartitionChange> &changes)
{
    const auto subjects = Replay(question.log, question.projection).subjects(question.at);
    auto count = static_cast<std::uint64_t>(subjects.size());
    for (const auto &change : changes)
        if (!question.log->names().find(change.partition).isValid()) ++count;
    return count;
}

std::vector<DoubtRow> rowsOf(const BranchQuestion &question,
                             const std::vector<DoubtfulEvent> &doubtful)
{
    const auto &log = *question.log;
    std::unordered_map<EventNumber, Position> places;
    for (const auto &edit : question.branch->edits())
        if (edit.position.isValid()) places.emplace(log.at(edit.position).event, edit.position);
    for (const auto &doubt : doubtful)
        places.emplace(doubt.event, doubt.position);
    std::vector<DoubtRow> rows;
    rows.reserve(doubtful.size());
    for (const auto &doubt : doubtful)
        rows.push_back({doubt.position, stepTitle(log, doubt.position),
                        stepTitle(log, places.at(doubt.cause)), doubt.isCertain});
    return rows;
}

auto changesOf(const BranchQuestion &question, const std::stop_token &stop)
{
    return compareBranch(question.log, question.projection, question.observer, question.branch,
                         question.at, question.shelf, stop);
}

} // namespace

ChangeRow rowOf(PartitionChange change, Position otherFrom)
{
    ChangeRow row{std::move(change), {}, {}, otherFrom};
    row.partition = toText(row.change.partition);
    row.summary = patchText(row.change.log, row.change.patch);
    return row;
}

BranchAnswerPtr answerBranch(const BranchQuestion &question, const std::stop_token &stop)
{
    auto answer = std::make_shared<BranchAnswer>();
    answer->question = question;
    auto changes = changesOf(question, stop);
    const auto doubtful = changes
                              ? doubtfulEvents(question.log, *question.branch, stop)
                              : Result<std::vector<DoubtfulEvent>>(tl::unexpected(changes.error()));
    answer->wasStopped = stop.stop_requested();
    if (!doubtful) {
        answer->error = toText(doubtful.error().message);
        return answer;
    }
    if (answer->wasStopped) return answer;
    answer->isPartitioned = question.projection->start()->isPartitioned();
    if (question.projection->isPerSubject())
        answer->partitions = countPartitions(question, *changes);
    answer->changes.reserve(changes->size());
    for (auto &change : *changes)
        answer->changes.push_back(rowOf(std::move(change)));
    answer->doubts = rowsOf(question, *doubtful);
    return answer;
}

std::optional<std::uint64_t> countChanges(const BranchQuestion &question,
                                          const std::stop_token &stop)
{
    const auto changes = changesOf(question, stop);
    if (!changes || stop.stop_requested()) return {};
    return changes->size();
}

} // namespace playhead
