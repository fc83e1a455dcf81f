// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/options.h"
#include "cli/output.h"
#include "cli/question.h"
#include "query/place.h"
#include "replay/replay.h"

#include <fmt/format.h>

namespace playhead::cli {
namespace {

Result<Json> stateAt(const StateQuestion &question, const StateOptions &options, Position at)
{
    const Replay replay(question.log, question.projection, question.observer);
    if (!options.hasSubject) return replay.state(at);
    if (!question.projection->isPerSubject())
        return failure(fmt::format("The projection '{}' has one state for the whole log: --subject "
                                   "has no meaning with it.",
                                   options.projection));
    const auto subject = question.log->names().find(options.subject);
    if (!subject.isValid() && !options.subject.empty()) return Json(nullptr);
    return replay.subjectState(subject, at);
}

} // namespace

int state(const StateOptions &options)
{
    auto status = Done;
    const auto question = prepareQuestion(options, status);
    if (!question) return complain(question.error(), status);
    Position at;
    if (question->log->watermark().isValid()) {
        const auto place = parsePlace(*question->log, options.at, question->log->watermark());
        if (!place) return complain(place.error(), WrongUsage);
        at = *place;
    }
    const auto state = stateAt(*question, options, at);
    if (!state) return complain(state.error(), CannotRead);
    if (options.hasSubject && state->is_null()) {
        return complain(Error{fmt::format("The subject '{}' has no state at position {}.",
                                          options.subject, at.value())},
                        AnswerIsNo);
    }
    printJson(*state);
    return Done;
}

int diff(const DiffOptions &options)
{
    auto status = Done;
    const auto question = prepareQuestion(options.state, status);
    if (!question) return complain(question.error(), status);
    const auto from = parsePlace(*question->log, options.from, question->log->watermark());
    if (!from) return complain(from.error(), WrongUsage);
    const auto to = parsePlace(*question->log, options.to, *from);
    if (!to) return complain(to.error(), WrongUsage);
    const auto before = stateAt(*question, options.state, *from);
    if (!before) return complain(before.error(), CannotRead);
    const auto after = stateAt(*question, options.state, *to);
    if (!after) return complain(after.error(), CannotRead);
    printJson(stateDifference(*before, *after));
    return Done;
}

} // namespace playhead::cli
