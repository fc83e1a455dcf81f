// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/branchchoice.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/projectionchoice.h"
#include "cli/question.h"
#include "query/place.h"
#include "replay/replay.h"

#include <memory>
#include <string>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

/// Streams with what was emitted and linked to each, in order.
Json derivedStreams(const Fold &fold)
{
    Json streams = Json::object();
    for (const auto &event : fold.derived()) {
        Json entry = {{"type", event.type}, {"data", event.data}, {"cause", event.cause.value()}};
        if (!event.metadata.is_null()) entry["metadata"] = event.metadata;
        streams[event.stream].push_back(std::move(entry));
    }
    return streams;
}

Result<Json> shownState(const Fold &fold, const StateOptions &options, ExitStatus &status)
{
    if (!options.hasSubject) return wholeState(fold, options.result);
    if (fold.isPartitioned())
        return options.result ? fold.result(options.subject) : fold.state(options.subject);
    status = WrongUsage;
    return failure(fmt::format(
        "The projection '{}' has one state for the whole log: --subject has no meaning with it.",
        options.projection));
}

/// What `state` prints. Problems are told on standard error; a projection that stopped has none.
Result<Json> stateAt(const StateQuestion &question, const BranchPtr &branch,
                     const StateOptions &options, Position at, ExitStatus &status)
{
    status = CannotRead;
    const Replay replay(question.log, question.projection, question.observer, branch);
    FoldProblems problems;
    if (options.hasSubject && question.projection->isPerSubject() && !options.result
        && !options.derived) {
        auto state = replay.subjectState(options.subject, at, {}, &problems);
        tellProblems(problems, options.projection);
        if (!problems.stopped) return state;
        status = AnswerIsNo;
        return failure("There is no state at this position.");
    }
    const auto fold = replay.fold(at, {}, &problems);
    if (!fold) return tl::unexpected(fold.error());
    tellProblems(problems, options.projection);
    if (problems.stopped) {
        status = AnswerIsNo;
        return failure("There is no state at this position.");
    }
    auto state = shownState(**fold, options, status);
    tellProblems((*fold)->readProblems(), options.projection);
    if (!state || !options.derived) return state;
    return Json{{"state", std::move(*state)}, {"derived", derivedStreams(**fold)}};
}

} // namespace

int state(const StateOptions &options)
{
    auto status = Done;
    const auto question = prepareQuestion(options, status);
    if (!question) return complain(question.error(), status);
    const auto branch = chooseBranch(*question->log, options.input.path, options.branch);
    if (!branch) return complain(branch.error(), WrongUsage);
    Position at;
    if (question->log->watermark().isValid()) {
        const auto place = parsePlace(*question->log, options.at, question->log->watermark());
        if (!place) return complain(place.error(), WrongUsage);
        at = *place;
    }
    const auto state = stateAt(*question, *branch, options, at, status);
    if (!state) return complain(state.error(), status);
    if (options.hasSubject && (options.derived ? state->at("state") : *state).is_null()) {
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
    const auto branch =
        chooseBranch(*question->log, options.state.input.path, options.state.branch);
    if (!branch) return complain(branch.error(), WrongUsage);
    const auto from = parsePlace(*question->log, options.from, question->log->watermark());
    if (!from) return complain(from.error(), WrongUsage);
    const auto to = parsePlace(*question->log, options.to, *from);
    if (!to) return complain(to.error(), WrongUsage);
    const auto before = stateAt(*question, *branch, options.state, *from, status);
    if (!before) return complain(before.error(), status);
    const auto after = stateAt(*question, *branch, options.state, *to, status);
    if (!after) return complain(after.error(), status);
    printJson(stateDifference(*before, *after));
    return Done;
}

} // namespace playhead::cli
