// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/question.h"

#include "cli/openlog.h"
#include "cli/projectionchoice.h"

#include <string>
#include <vector>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

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

} // namespace

Result<StateQuestion> prepareQuestion(const StateOptions &options, ExitStatus &status)
{
    status = WrongUsage;
    StateQuestion question;
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
    return question;
}

Result<StateQuestion> prepareStates(const StateOptions &options, ExitStatus &status)
{
    auto question = prepareQuestion(options, status);
    if (!question || !options.hasSubject) return question;
    if (!question->projection->isPerSubject() && !question->projection->start()->isPartitioned()) {
        status = WrongUsage;
        return failure(fmt::format("The projection '{}' has one state for the whole log: --subject "
                                   "has no meaning with it.",
                                   options.projection));
    }
    question->partition = options.subject;
    return question;
}

Result<StateQuestion> prepareOneState(const StateOptions &options, ExitStatus &status)
{
    auto question = prepareStates(options, status);
    if (!question || options.hasSubject) return question;
    if (question->projection->start()->isPartitioned()) {
        status = WrongUsage;
        return failure("Whose field is meant? Name the subject with --subject.");
    }
    return question;
}

} // namespace playhead::cli
