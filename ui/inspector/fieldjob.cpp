// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/fieldjob.h"

#include "answers/fieldhistory.h"
#include "inspector/inspectortext.h"
#include "inspector/watchedsource.h"

#include <QCoreApplication>

namespace playhead {
namespace {

QString lineOf(const SharedJson &value)
{
    return value ? jsonLine(*value) : QString();
}

FieldRow makeRow(const Log &log, const FieldChange &change)
{
    const auto type = log.at(change.position).type;
    return {change.position,
            type,
            toText(log.name(type)),
            lineOf(change.before),
            lineOf(change.after),
            change.after && change.after->is_number() ? std::optional(change.after->get<double>())
                                                      : std::nullopt};
}

} // namespace

FieldAnswer answerField(const FieldQuestion &asked, const JobProgressPtr &progress,
                        const std::stop_token &stop)
{
    FieldAnswer answer;
    answer.question = asked;
    const auto &state = asked.state;
    std::vector<std::string> names;
    for (const auto &key : asked.keys)
        names.push_back(key.toStdString());
    StateQuestion question{state.log, state.projection, state.observer, {}};
    if (state.projection->isPerSubject()) {
        question.partition = std::string(state.log->name(state.subject));
    } else if (state.projection->start()->isPartitioned()) {
        // The state that is shown has the partitions on its first level, and under the empty key
        // what all of them share, which is in no partition.
        if (names.empty() || names.front().empty()) {
            answer.error = QCoreApplication::translate(
                "playhead::FieldHistoryView",
                "This can be told of a field of one partition only, not of what they share.");
            return answer;
        }
        question.partition = names.front();
        names.erase(names.begin());
    }
    WatchedSource source(logFoldSource(question), progress);
    const auto history = fieldHistory(source, *question.projection, question.partition,
                                      StatePath(std::move(names)), state.at, {}, stop);
    if (!history) {
        answer.error = QString::fromStdString(history.error().message);
        return answer;
    }
    for (auto change = history->changes.rbegin(); change != history->changes.rend(); ++change)
        answer.rows.push_back(makeRow(*state.log, *change));
    answer.leftOut = history->leftOut();
    answer.folded = history->foldedCount;
    answer.isNumeric = history->isNumeric();
    answer.problems = history->problems;
    return answer;
}

} // namespace playhead
