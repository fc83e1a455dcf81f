// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/whenfinder.h"
#include "cli/eventline.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/question.h"
#include "query/place.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace playhead::cli {
namespace {

Result<std::vector<Position>> search(WhenFinder &finder, Position from, Position last,
                                     const FindOptions &options)
{
    std::vector<Position> found;
    while (from.isValid() && from <= last) {
        const auto at = options.previous ? finder.previous(from) : finder.next(from, last);
        if (!at) return tl::unexpected(at.error());
        if (!at->isValid()) break;
        found.push_back(*at);
        if (!options.all) break;
        from = Position(options.previous ? at->value() - 1 : at->value() + 1);
    }
    return found;
}

void print(const Log &log, const std::vector<Position> &found, bool asJson)
{
    Json matches = Json::array();
    for (const auto position : found) {
        const auto event = log.at(position).event;
        if (asJson)
            matches.push_back(eventJson(log, event, position));
        else
            std::printf("%s\n", eventLine(log, event, position).c_str());
    }
    if (!asJson) return;
    const Json position = found.empty() ? Json() : Json(found.front().value());
    printJson({{"position", position}, {"count", found.size()}, {"matches", std::move(matches)}});
}

} // namespace

int find(const FindOptions &options)
{
    auto condition = Condition::parse(options.when);
    if (!condition)
        return complain(
            markedError("The condition is not complete", options.when, condition.error()),
            WrongUsage);
    auto status = Done;
    const auto question = prepareStates(options.state, status);
    if (!question) return complain(question.error(), status);
    const auto &log = *question->log;
    Position from;
    if (log.watermark().isValid()) {
        const std::string end = options.previous ? "last" : "first";
        const auto place = parsePlace(log, options.from.empty() ? end : options.from, Position(1));
        if (!place) return complain(place.error(), WrongUsage);
        from = *place;
    }
    WhenFinder finder(*question, std::move(*condition),
                      options.becomes ? WhenFinder::Mode::Becomes : WhenFinder::Mode::Holds);
    const auto found = search(finder, from, log.watermark(), options);
    if (!found) return complain(found.error(), CannotRead);
    print(log, *found, options.json);
    return found->empty() ? AnswerIsNo : Done;
}

} // namespace playhead::cli
