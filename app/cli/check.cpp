// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/openlog.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/projectionchoice.h"
#include "replay/findings/findingchecker.h"
#include "replay/findings/findingtext.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

constexpr std::size_t shownOfAKind = 5;

/// What the options ask for.
struct Question
{
    FindingLimits limits;
    std::vector<FindingKind> kinds;
    ProjectionPtr projection;
};

Result<Question> prepare(const CheckOptions &options)
{
    Question question;
    for (const auto &limit : options.limits) {
        const auto equals = limit.find('=');
        if (equals == std::string::npos)
            return failure(fmt::format("A limit is given as NAME=VALUE, not '{}'.", limit));
        if (auto set =
                setFindingLimit(question.limits, limit.substr(0, equals), limit.substr(equals + 1));
            !set)
            return tl::unexpected(set.error());
    }
    for (const auto &name : options.kinds) {
        const auto kind = findingKindFromName(name);
        if (!kind) {
            std::string known;
            for (const auto other : allFindingKinds)
                known += (known.empty() ? "" : ", ") + std::string(findingKindName(other));
            return failure(
                fmt::format("There is no kind of finding '{}'; there are: {}.", name, known));
        }
        question.kinds.push_back(*kind);
    }
    if (question.kinds.empty())
        question.kinds.assign(allFindingKinds.begin(), allFindingKinds.end());
    auto status = Done;
    auto projection = chooseProjection(options.projection, status);
    if (!projection) return tl::unexpected(projection.error());
    question.projection = std::move(*projection);
    return question;
}

FindingsPtr checkShowingProgress(const LogPtr &log, const Question &question)
{
    constexpr std::int64_t stride = 1'000'000;
    Progress progress("Checking");
    FindingChecker checker(log, question.limits, question.projection);
    const auto end = log->watermark();
    while (checker.checked() < end) {
        checker.advance(std::min(advanced(checker.checked(), stride), end));
        progress.update(checker.checked().value(), end.value());
    }
    return checker.findings();
}

/// What keeps the findings from being all there are; empty: nothing.
std::string shortcomings(const Findings &findings)
{
    std::string text;
    if (findings.unfollowed > 0)
        text += fmt::format("{} steps could not be followed: too much was in flight at once. ",
                            findings.unfollowed);
    if (findings.unreadable > 0)
        text += fmt::format("{} events could not be read. ", findings.unreadable);
    return text;
}

void printForPeople(const Log &log, const Findings &findings, const Question &question)
{
    for (const auto kind : question.kinds) {
        const auto &group = findings.of(kind);
        if (group.count == 0) continue;
        fmt::print("{}: {}\n", findingKindTitle(kind), group.count);
        const auto shown = std::min(group.listed.size(), shownOfAKind);
        for (std::size_t i = 0; i < shown; ++i) {
            const auto &finding = *group.listed[i];
            std::string positions;
            for (const auto position : finding.positions)
                positions += fmt::format("{}#{}", positions.empty() ? "" : " ", position.value());
            fmt::print("  {:<8} {}\n           {}\n", severityName(finding.severity),
                       explainFinding(log, finding), positions);
        }
        if (group.count > shown) fmt::print("  ... and {} more\n", group.count - shown);
        fmt::print("  Advice: {}\n\n", findingAdvice(kind));
    }
}

void printAsJson(const Log &log, const Findings &findings, const Question &question,
                 std::uint64_t count)
{
    Json json;
    json["steps"] = findings.upTo.value();
    json["count"] = count;
    json["counts"] = Json::object();
    json["findings"] = Json::array();
    for (const auto kind : question.kinds) {
        const auto &group = findings.of(kind);
        json["counts"][std::string(findingKindName(kind))] = group.count;
        for (const auto &finding : group.listed)
            json["findings"].push_back(findingToJson(log, *finding));
    }
    json["limits"] = findingLimitsToJson(question.limits);
    json["unfollowed"] = findings.unfollowed;
    json["unreadable"] = findings.unreadable;
    printJson(json);
}

} // namespace

int check(const CheckOptions &options)
{
    const auto question = prepare(options);
    if (!question) return complain(question.error(), WrongUsage);
    const auto log = openLog(options.input);
    if (!log) return complain(log.error(), CannotRead);
    const auto findings = checkShowingProgress(*log, *question);
    std::uint64_t count = 0;
    for (const auto kind : question->kinds)
        count += findings->of(kind).count;
    if (options.json)
        printAsJson(**log, *findings, *question, count);
    else if (count == 0)
        fmt::print("Nothing found in {} steps.\n", findings->upTo.value());
    else
        printForPeople(**log, *findings, *question);
    if (const auto text = shortcomings(*findings); !text.empty() && !options.json)
        fmt::print(stderr, "playhead: {}\n", text);
    return count > 0 ? AnswerIsNo : Done;
}

} // namespace playhead::cli
