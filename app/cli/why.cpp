// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/causefinder.h"
#include "answers/fieldhistory.h"
#include "cli/eventline.h"
#include "cli/openlog.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/question.h"
#include "query/place.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

void buildIndex(CauseFinder &finder)
{
    Progress progress("Looking at causes");
    finder.update(
        {}, [&progress](std::uint64_t done, std::uint64_t total) { progress.update(done, total); });
}

std::string marked(Evidence evidence)
{
    return evidence == Evidence::Inferred ? "  inferred" : "";
}

Json linkJson(const Log &log, EventNumber event, Position position, Evidence evidence)
{
    auto json = eventJson(log, event, position);
    json["evidence"] = evidence == Evidence::Observed ? "observed" : "inferred";
    return json;
}

Json chainJson(const Log &log, const CauseChain &chain)
{
    Json causes = Json::array();
    for (const auto &cause : chain.causes)
        causes.push_back(linkJson(log, cause.event, cause.position, cause.evidence));
    return causes;
}

void printChain(const Log &log, const CauseChain &chain, const char *indent)
{
    for (const auto &cause : chain.causes)
        std::printf("%s%s%s\n", indent, eventLine(log, cause.event, cause.position).c_str(),
                    marked(cause.evidence).c_str());
    if (chain.hasMore) std::printf("%s          and more\n", indent);
    if (!chain.missing.empty())
        std::printf("%s          the cause '%s' is not in this log\n", indent,
                    chain.missing.c_str());
}

std::string shown(const SharedJson &value)
{
    constexpr std::size_t longest = 60;
    if (!value) return "nothing";
    auto text = value->dump(-1, ' ', true, Json::error_handler_t::replace);
    if (text.size() > longest) text = text.substr(0, longest - 3) + "...";
    return text;
}

// Why a field is what it is.

void printHistory(const Log &log, const FieldHistory &history, CauseFinder &finder)
{
    if (history.leftOut() > 0)
        std::printf("%s\n", fmt::format("          and {} before", history.leftOut()).c_str());
    for (const auto &change : history.changes) {
        std::printf("%s  %s -> %s\n", eventLine(log, change.event, change.position).c_str(),
                    shown(change.before).c_str(), shown(change.after).c_str());
        printChain(log, finder.causes(change.event), "    because of");
    }
}

Json historyJson(const Log &log, const FieldHistory &history, CauseFinder &finder)
{
    Json changes = Json::array();
    for (const auto &change : history.changes) {
        auto json = eventJson(log, change.event, change.position);
        if (change.before) json["before"] = *change.before;
        if (change.after) json["after"] = *change.after;
        json["causes"] = chainJson(log, finder.causes(change.event));
        changes.push_back(std::move(json));
    }
    return changes;
}

int whyField(const WhyOptions &options)
{
    const auto path = StatePath::parse(options.path);
    if (!path) return complain(path.error(), WrongUsage);
    auto status = Done;
    const auto question = prepareOneState(options.state, status);
    if (!question) return complain(question.error(), status);
    const auto &log = *question->log;
    Position at;
    if (log.watermark().isValid()) {
        const auto place = parsePlace(log, options.state.at, log.watermark());
        if (!place) return complain(place.error(), WrongUsage);
        at = *place;
    }
    const auto history = fieldHistory(*question, *path, at);
    if (!history) return complain(history.error(), CannotRead);
    if (history->changes.empty())
        return complain(Error{fmt::format("No event up to position {} has set '{}'{}.", at.value(),
                                          options.path,
                                          options.state.hasSubject
                                              ? fmt::format(" of '{}'", options.state.subject)
                                              : std::string())},
                        AnswerIsNo);
    CauseFinder finder(question->log);
    buildIndex(finder);
    if (!options.json) {
        printHistory(log, *history, finder);
        return Done;
    }
    const auto &last = history->changes.back();
    Json answer = {{"path", path->pointer()},
                   {"at", at.value()},
                   {"position", last.position.value()},
                   {"changes", historyJson(log, *history, finder)},
                   {"leftOut", history->leftOut()}};
    if (options.state.hasSubject) answer["subject"] = options.state.subject;
    if (last.after) answer["value"] = *last.after;
    printJson(answer);
    return Done;
}

// What led to an event and what it led to.

Result<EventNumber> findEvent(const Log &log, const CauseIndex &index, const std::string &text)
{
    const bool isNumber = text.find_first_not_of("0123456789") == text.npos;
    if (!isNumber) {
        if (const auto events = index.withId(text, 1); !events.empty()) return events.front();
    }
    const auto place = parsePlace(log, text, log.watermark());
    if (place) return log.at(*place).event;
    if (isNumber) return tl::unexpected(place.error());
    return EventNumber();
}

void printEffects(const Log &log, const CauseTree &tree, std::size_t at)
{
    const auto &effect = tree.effects[at];
    const std::string indent(2 * effect.depth, ' ');
    std::printf("%s%s%s\n", indent.c_str(), eventLine(log, effect.event, effect.position).c_str(),
                marked(effect.evidence).c_str());
    for (const auto child : effect.effects)
        printEffects(log, tree, child);
    if (effect.more > 0)
        std::printf("%s            and %s more\n", indent.c_str(),
                    std::to_string(effect.more).c_str());
}

Json effectJson(const Log &log, const CauseTree &tree, std::size_t at)
{
    const auto &effect = tree.effects[at];
    auto json = linkJson(log, effect.event, effect.position, effect.evidence);
    json["effects"] = Json::array();
    for (const auto child : effect.effects)
        json["effects"].push_back(effectJson(log, tree, child));
    json["more"] = effect.more;
    return json;
}

int whyEvent(const WhyOptions &options)
{
    const auto opened = openLog(options.state.input);
    if (!opened) return complain(opened.error(), CannotRead);
    const auto &log = **opened;
    CauseFinder finder(*opened);
    buildIndex(finder);
    const auto event = findEvent(log, finder.index(), options.event);
    if (!event) return complain(event.error(), WrongUsage);
    if (!event->isValid())
        return complain(Error{fmt::format("There is no event '{}' in this log.", options.event)},
                        AnswerIsNo);
    const auto tree = finder.tree(*event);
    if (options.json) {
        auto answer = effectJson(log, tree, 0);
        answer.erase("evidence"); // it is the one that was asked for
        answer["causes"] = chainJson(log, tree.chain);
        answer["moreCauses"] = tree.chain.hasMore;
        if (!tree.chain.missing.empty()) answer["missingCause"] = tree.chain.missing;
        printJson(answer);
        return Done;
    }
    if (!tree.chain.causes.empty() || !tree.chain.missing.empty()) {
        std::puts("Causes, the nearest first:");
        printChain(log, tree.chain, "");
        std::puts("Effects:");
    }
    printEffects(log, tree, 0);
    return Done;
}

} // namespace

int why(const WhyOptions &options)
{
    if (!options.event.empty()) return whyEvent(options);
    if (options.hasPath) return whyField(options);
    return complain(Error{"What is asked about? Name a field with --subject and --path, or an "
                          "event with --event."},
                    WrongUsage);
}

} // namespace playhead::cli
