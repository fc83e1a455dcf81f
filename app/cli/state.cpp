// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/openlog.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/projectionchoice.h"
#include "query/place.h"
#include "replay/replay.h"

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

/// A log with the projection and the observer that the options name.
struct Question
{
    LogPtr log;
    ProjectionPtr projection;
    Observer observer;
    BranchPtr branch;
};

template <class Names> std::string joined(const Names &names)
{
    std::string text;
    for (const auto &name : names)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

Result<Observer> findObserver(const Log &log, const std::string &name)
{
    if (name.empty()) return Observer{};
    const auto id = log.participants().find(name);
    if (id.isValid() && log.participants().role(id) == Role::Consumer) return Observer{id};
    std::vector<std::string_view> consumers;
    for (std::size_t i = 1; i <= log.participants().size(); ++i) {
        const ParticipantId other(static_cast<std::uint16_t>(i));
        if (log.participants().role(other) == Role::Consumer)
            consumers.push_back(log.participantName(other));
    }
    return failure(fmt::format("'{}' is no consumer of this log; there are: {}.", name,
                               consumers.empty() ? "none" : joined(consumers)));
}

Result<BranchPtr> readBranch(const Log &log, const std::string &path)
{
    if (path.empty()) return nullptr;
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file.is_open()) return failure(fmt::format("Cannot open {}.", path));
    auto branch = Branch::fromText(text);
    if (!branch) return failure(fmt::format("{}: {}", path, branch.error().message));
    if (auto fits = checkBranch(log, *branch); !fits) return tl::unexpected(fits.error());
    return std::make_shared<const Branch>(std::move(*branch));
}

/// Fails with a message that is printed by the caller; `status` says which kind of failure it is.
Result<Question> prepare(const StateOptions &options, ExitStatus &status)
{
    status = WrongUsage;
    Question question;
    auto projection = chooseProjection(options.projection, status);
    if (!projection) return tl::unexpected(projection.error());
    question.projection = std::move(*projection);
    auto log = openLog(options.input);
    if (!log) {
        status = CannotRead;
        return tl::unexpected(log.error());
    }
    status = WrongUsage;
    question.log = *log;
    const auto observer = findObserver(**log, options.observer);
    if (!observer) return tl::unexpected(observer.error());
    question.observer = *observer;
    const auto branch = readBranch(**log, options.branch);
    if (!branch) return tl::unexpected(branch.error());
    question.branch = *branch;
    return question;
}

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
Result<Json> stateAt(const Question &question, const StateOptions &options, Position at,
                     ExitStatus &status)
{
    status = CannotRead;
    const Replay replay(question.log, question.projection, question.observer, question.branch);
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
    const auto question = prepare(options, status);
    if (!question) return complain(question.error(), status);
    Position at;
    if (question->log->watermark().isValid()) {
        const auto place = parsePlace(*question->log, options.at, question->log->watermark());
        if (!place) return complain(place.error(), WrongUsage);
        at = *place;
    }
    const auto state = stateAt(*question, options, at, status);
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
    const auto question = prepare(options.state, status);
    if (!question) return complain(question.error(), status);
    const auto from = parsePlace(*question->log, options.from, question->log->watermark());
    if (!from) return complain(from.error(), WrongUsage);
    const auto to = parsePlace(*question->log, options.to, *from);
    if (!to) return complain(to.error(), WrongUsage);
    const auto before = stateAt(*question, options.state, *from, status);
    if (!before) return complain(before.error(), status);
    const auto after = stateAt(*question, options.state, *to, status);
    if (!after) return complain(after.error(), status);
    printJson(stateDifference(*before, *after));
    return Done;
}

} // namespace playhead::cli
