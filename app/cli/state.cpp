// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/openlog.h"
#include "cli/options.h"
#include "cli/output.h"
#include "query/place.h"
#include "replay/replay.h"
#include "scenarios/scenariotable.h"

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
    ProjectionTable projections;
    addScenarioProjections(projections);
    Question question;
    question.projection = projections.find(options.projection);
    if (!question.projection)
        return failure(fmt::format("There is no projection '{}'; there are: {}.",
                                   options.projection, joined(projections.names())));
    auto log = openLog(options.input);
    if (!log) {
        status = CannotRead;
        return tl::unexpected(log.error());
    }
    question.log = *log;
    const auto observer = findObserver(**log, options.observer);
    if (!observer) return tl::unexpected(observer.error());
    question.observer = *observer;
    const auto branch = readBranch(**log, options.branch);
    if (!branch) return tl::unexpected(branch.error());
    question.branch = *branch;
    return question;
}

Result<Json> stateAt(const Question &question, const StateOptions &options, Position at)
{
    const Replay replay(question.log, question.projection, question.observer, question.branch);
    if (!options.hasSubject) return replay.state(at);
    if (!question.projection->isPerSubject())
        return failure(fmt::format("The projection '{}' has one state for the whole log: --subject "
                                   "has no meaning with it.",
                                   options.projection));
    return replay.subjectState(options.subject, at);
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
    const auto question = prepare(options.state, status);
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
