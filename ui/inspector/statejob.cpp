// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/statejob.h"

#include <QElapsedTimer>

namespace playhead {
namespace {

Result<Json> stateOf(const StateRequest &question, const Observer &observer, Position at,
                     std::stop_token stop, FoldProblems *problems)
{
    if (!at.isValid()) return wholeState(*question.projection->start());
    const Replay replay(question.log, question.projection, observer);
    return question.projection->isPerSubject()
               ? replay.subjectState(question.subject, at, std::move(stop), problems)
               : replay.state(at, std::move(stop), problems);
}

} // namespace

StateAnswer answerState(const StateRequest &question, std::stop_token stop)
{
    QElapsedTimer clock;
    clock.start();
    StateAnswer answer;
    answer.question = question;
    const Replay replay(question.log, question.projection, question.observer);
    const auto contributions = question.projection->isPerSubject()
                                   ? replay.contributions(question.subject, question.at, stop)
                                   : replay.contributions(question.at, stop);
    const auto count = contributions.size();
    answer.events = count;
    if (count > 0) answer.lastChange = contributions[count - 1];
    if (count > 1) answer.previous = contributions[count - 2];

    const auto after = stateOf(question, question.observer, question.at, stop, &answer.problems);
    Result<Json> before = Json();
    switch (question.comparison.kind) {
    case StateComparison::Kind::PreviousEvent:
        if (answer.lastChange.isValid())
            before = stateOf(question, question.observer, Position(answer.lastChange.value() - 1),
                             stop, nullptr);
        break;
    case StateComparison::Kind::Bookmark:
        before = stateOf(question, question.observer, question.comparison.position, stop, nullptr);
        break;
    case StateComparison::Kind::OtherObserver:
        before =
            stateOf(question, Observer{question.comparison.observer}, question.at, stop, nullptr);
        break;
    }
    if (!after)
        answer.error = QString::fromStdString(after.error().message);
    else if (!before)
        answer.error = QString::fromStdString(before.error().message);
    else if (!after->is_null() || !before->is_null())
        answer.tree = makeJsonDifference(*before, *after);
    answer.milliseconds = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    return answer;
}

} // namespace playhead
