// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/logcomparison.h"

#include "cli/openlog.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/projectionchoice.h"
#include "cli/stepline.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

struct Comparison
{
    LogPtr a;
    LogPtr b;
    std::optional<StepDivergence> step;
    std::vector<PartitionDivergence> states; ///< the one that differs first, first
    std::vector<EventDivergence> events;

    [[nodiscard]] bool isEqual() const { return !step && states.empty() && events.empty(); }
};

Json placeJson(Position position)
{
    return position.isValid() ? Json(position.value()) : Json(nullptr);
}

std::string placeText(Position position)
{
    return position.isValid() ? fmt::format("position {}", position.value())
                              : std::string("its end");
}

Result<Json> stepAt(const Log &log, Position position)
{
    if (position > log.watermark()) return Json(nullptr);
    return stepJson(log, position);
}

Result<Json> comparisonJson(const Comparison &found)
{
    Json json = {{"equal", found.isEqual()}, {"step", nullptr}, {"state", nullptr}};
    if (found.step) {
        const auto position = found.step->position;
        const auto a = stepAt(*found.a, position);
        if (!a) return a;
        const auto b = stepAt(*found.b, position);
        if (!b) return b;
        json["step"] = {
            {"position", position.value()}, {"what", found.step->what}, {"a", *a}, {"b", *b}};
    }
    json["states"] = Json::array();
    for (const auto &state : found.states) {
        json["states"].push_back({{"partition", state.partition},
                                  {"fromA", placeJson(state.from)},
                                  {"fromB", placeJson(state.otherFrom)},
                                  {"a", state.log},
                                  {"b", state.branch},
                                  {"patch", state.patch}});
    }
    if (!found.states.empty()) json["state"] = json["states"][0];
    json["events"] = Json::array();
    for (const auto &event : found.events) {
        json["events"].push_back({{"id", event.id},
                                  {"type", event.type},
                                  {"subject", event.subject},
                                  {"a", placeJson(event.position)},
                                  {"b", placeJson(event.other)},
                                  {"differs", event.what}});
    }
    return json;
}

void printEvents(const Comparison &found)
{
    std::size_t onlyA = 0;
    std::size_t onlyB = 0;
    for (const auto &event : found.events) {
        onlyA += event.other.isValid() ? 0 : 1;
        onlyB += event.position.isValid() ? 0 : 1;
    }
    fmt::print("Events: {} only in A, {} only in B, {} different.\n", onlyA, onlyB,
               found.events.size() - onlyA - onlyB);
    for (const auto &event : found.events) {
        const bool isA = event.position.isValid();
        const bool isBoth = isA && event.other.isValid();
        fmt::print("  {:<4} {:>8}  {}",
                   isBoth ? "both"
                   : isA  ? "A"
                          : "B",
                   (isA ? event.position : event.other).value(), event.type);
        if (!event.subject.empty()) fmt::print("  {}", event.subject);
        if (!event.what.empty()) fmt::print("  ({})", event.what);
        fmt::print("\n");
    }
}

void printForPeople(const Comparison &found)
{
    if (found.step) {
        const auto position = found.step->position;
        fmt::print("The logs part at position {}: {}.\n", position.value(), found.step->what);
        for (const auto &[name, log] : {std::pair("A", &found.a), std::pair("B", &found.b)})
            if (position <= (*log)->watermark())
                fmt::print("  {} {}\n", name, stepLine(**log, position));
    } else {
        fmt::print("The steps are equal.\n");
    }
    for (const auto &state : found.states) {
        fmt::print("{} differently, in A from {} and in B from {}:\n",
                   state.partition.empty() ? std::string("The state ends")
                                           : fmt::format("The state of {} ends", state.partition),
                   placeText(state.from), placeText(state.otherFrom));
        for (const auto &change : state.patch)
            fmt::print("  {}\n", change.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
    if (found.states.empty()) fmt::print("The states end equal.\n");
    if (!found.events.empty()) printEvents(found);
}

/// Where a state differs first, in either log.
std::uint64_t firstPlace(const PartitionDivergence &state)
{
    const auto place = [](Position position) {
        return position.isValid() ? position.value() : ~std::uint64_t(0);
    };
    return std::min(place(state.from), place(state.otherFrom));
}

Result<Comparison> compareLogs(const LogPtr &a, const LogPtr &b, const ProjectionPtr &projection,
                               FoldProblems &problems)
{
    Comparison found{a, b, {}, {}, {}};
    auto step = firstDifferingStep(a, b);
    if (!step) return tl::unexpected(step.error());
    found.step = std::move(*step);
    if (!found.step) return found;
    auto states = compareStates(a, b, projection, {}, &problems);
    if (!states) return tl::unexpected(states.error());
    found.states = std::move(*states);
    std::ranges::stable_sort(found.states, {}, firstPlace);
    auto events = compareEvents(a, b);
    if (!events) return tl::unexpected(events.error());
    found.events = std::move(*events);
    return found;
}

} // namespace

int compare(const CompareOptions &options)
{
    auto status = Done;
    const auto projection = chooseProjection(options.projection, status);
    if (!projection) return complain(projection.error(), status);
    const auto a = openLog(options.a);
    if (!a) return complain(a.error(), CannotRead);
    const auto b = openLog({options.b, options.a.format, options.a.mapping});
    if (!b) return complain(b.error(), CannotRead);
    FoldProblems problems;
    const auto found = compareLogs(*a, *b, *projection, problems);
    if (!found) return complain(found.error(), CannotRead);
    tellProblems(problems, options.projection);
    if (options.json) {
        const auto json = comparisonJson(*found);
        if (!json) return complain(json.error(), CannotRead);
        printJson(*json);
    } else {
        printForPeople(*found);
    }
    return found->isEqual() ? Done : AnswerIsNo;
}

} // namespace playhead::cli
