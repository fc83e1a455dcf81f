// SPDX-License-Identifier: GPL-3.0-or-later
#include "lessons/lessonreader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace playhead {
namespace {

constexpr std::array<std::pair<std::string_view, LessonGoal::Which>, 4> whiches = {
    {{"first", LessonGoal::Which::First},
     {"next", LessonGoal::Which::Next},
     {"previous", LessonGoal::Which::Previous},
     {"new", LessonGoal::Which::New}}};

} // namespace

Lesson LessonReader::read(std::string_view name, const Json &document)
{
    Lesson lesson;
    allow(document, {"title", "summary", "scenario", "seed", "steps"});
    lesson.name = name;
    lesson.title = text(document, "title");
    lesson.summary = text(document, "summary");
    lesson.scenario = text(document, "scenario");
    m_scenario = findScenario(lesson.scenario);
    if (!m_scenario) fail(fmt::format("there is no scenario '{}'", lesson.scenario));
    const auto seed = document.is_object() ? document.value("seed", Json(1U)) : Json();
    if (seed.is_number_unsigned())
        lesson.seed = seed.get<std::uint64_t>();
    else
        fail("'seed' must be a whole number");
    const auto steps = document.is_object() ? document.value("steps", Json()) : Json();
    if (!steps.is_array() || steps.empty()) fail("it needs a list of 'steps'");
    if (!steps.is_array()) return lesson;
    for (const auto &json : steps) {
        m_place = fmt::format("step {}: ", lesson.steps.size() + 1);
        lesson.steps.push_back(step(json));
    }
    return lesson;
}

LessonStep LessonReader::step(const Json &json)
{
    LessonStep step;
    allow(json, {"text", "do", "ask"});
    step.text = paragraphs(json, "text");
    if (!json.is_object()) return step;
    if (json.contains("do")) step.actions = actions(json["do"]);
    if (json.contains("ask")) step.question = question(json["ask"]);
    return step;
}

LessonQuestion LessonReader::question(const Json &json)
{
    LessonQuestion question;
    allow(json, {"question", "choices", "right", "because", "reveal"});
    question.text = text(json, "question");
    question.because = paragraphs(json, "because");
    if (!json.is_object()) return question;
    const auto choices = json.value("choices", Json());
    if (choices.is_array())
        for (const auto &choice : choices)
            question.choices.push_back(choice.is_string() ? choice.get<std::string>() : "");
    if (question.choices.size() < 2 || question.choices.size() > 4
        || std::ranges::count(question.choices, "") > 0)
        fail("'choices' must be two to four texts");
    const auto right = json.value("right", Json());
    if (right.is_number_unsigned() && right >= 1U && right <= question.choices.size())
        question.right = right.get<std::size_t>() - 1;
    else
        fail("'right' must be the number of a choice, from 1");
    if (json.contains("reveal")) question.reveal = actions(json["reveal"]);
    return question;
}

LessonActions LessonReader::actions(const Json &json)
{
    LessonActions actions;
    allow(json, {"run", "knobs", "commands", "queries", "filter", "observer", "subject",
                 "projection", "tab", "go"});
    if (!json.is_object()) return actions;
    if (const auto run = json.value("run", Json()); run.is_boolean())
        actions.running = run.get<bool>();
    else if (!run.is_null())
        fail("'run' must be true or false");
    actions.knobs = knobs(json.value("knobs", Json()));
    if (m_scenario) {
        actions.commands = requests(json, "commands", m_scenario->commands);
        actions.queries = requests(json, "queries", m_scenario->queries);
    }
    actions.filter = textIfAny(json, "filter");
    if (actions.filter) filter(*actions.filter);
    actions.observer = textIfAny(json, "observer");
    actions.subject = textIfAny(json, "subject");
    actions.projection = text(json, "projection", false);
    actions.tab = text(json, "tab", false);
    if (!actions.tab.empty() && std::ranges::find(lessonTabs(), actions.tab) == lessonTabs().end())
        fail(fmt::format("there is no tab '{}'", actions.tab));
    if (json.contains("go")) actions.goal = goal(json["go"]);
    return actions;
}

std::optional<LessonGoal> LessonReader::goal(const Json &json)
{
    LessonGoal goal;
    allow(json, {"to", "which", "sameSubject"});
    goal.text = text(json, "to");
    goal.filter = filter(goal.text);
    const auto which = json.is_object() ? json.value("which", Json("next")) : Json();
    const auto *found = std::ranges::find_if(
        whiches, [&](const auto &one) { return which.is_string() && which == one.first; });
    if (found == whiches.end())
        fail("'which' must be first, next, previous or new");
    else
        goal.which = found->second;
    const auto same = json.is_object() ? json.value("sameSubject", Json(false)) : Json();
    if (same.is_boolean())
        goal.isSameSubject = same.get<bool>();
    else
        fail("'sameSubject' must be true or false");
    return goal;
}

std::vector<LessonRequest> LessonReader::requests(const Json &json, const char *member,
                                                  const std::vector<RequestExample> &known)
{
    std::vector<LessonRequest> requests;
    const auto list = json.value(member, Json::array());
    if (!list.is_array()) fail(fmt::format("'{}' must be a list", member));
    if (!list.is_array()) return requests;
    for (const auto &one : list) {
        allow(one, {"name", "data"});
        LessonRequest request{text(one, "name"), {}};
        if (std::ranges::find(known, request.name, &RequestExample::name) == known.end())
            fail(fmt::format("the scenario '{}' does not answer '{}'", m_scenario->name,
                             request.name));
        const auto data = one.is_object() ? one.value("data", Json::object()) : Json();
        if (!data.is_object()) fail("'data' must be an object");
        request.json = data.dump();
        requests.push_back(std::move(request));
    }
    return requests;
}

std::map<std::string, double> LessonReader::knobs(const Json &json)
{
    std::map<std::string, double> knobs;
    if (!json.is_object() && !json.is_null()) fail("'knobs' must be an object");
    if (!json.is_object()) return knobs;
    for (const auto &[name, value] : json.items()) {
        if (m_scenario
            && std::ranges::find(m_scenario->knobs, name, &Knob::name) == m_scenario->knobs.end())
            fail(fmt::format("the scenario '{}' has no knob '{}'", m_scenario->name, name));
        if (value.is_number())
            knobs[name] = value.get<double>();
        else
            fail(fmt::format("the knob '{}' needs a number", name));
    }
    return knobs;
}

Filter LessonReader::filter(const std::string &text)
{
    auto filter = Filter::parse(text);
    if (filter) return std::move(*filter);
    fail(fmt::format("the filter '{}' is wrong at {}: {}", text, filter.error().offset + 1,
                     filter.error().message));
    return {};
}

void LessonReader::allow(const Json &json, std::initializer_list<const char *> members)
{
    if (!json.is_object()) return fail("an object was expected");
    for (const auto &[name, value] : json.items())
        if (std::ranges::find(members, name) == members.end())
            fail(fmt::format("'{}' is not known here", name));
}

std::string LessonReader::text(const Json &json, const char *member, bool isNeeded)
{
    auto text = textIfAny(json, member).value_or(std::string());
    if (isNeeded && text.empty()) fail(fmt::format("it needs a text '{}'", member));
    return text;
}

std::optional<std::string> LessonReader::textIfAny(const Json &json, const char *member)
{
    if (!json.is_object() || !json.contains(member)) return std::nullopt;
    if (json[member].is_string()) return json[member].get<std::string>();
    fail(fmt::format("'{}' must be a text", member));
    return std::nullopt;
}

std::string LessonReader::paragraphs(const Json &json, const char *member)
{
    if (!json.is_object() || !json.contains(member) || !json[member].is_array())
        return text(json, member);
    std::string text;
    for (const auto &paragraph : json[member]) {
        if (!paragraph.is_string()) fail(fmt::format("'{}' must be texts", member));
        if (!paragraph.is_string()) continue;
        if (!text.empty()) text += "\n\n";
        text += paragraph.get<std::string>();
    }
    if (text.empty()) fail(fmt::format("it needs a text '{}'", member));
    return text;
}

void LessonReader::fail(std::string what)
{
    if (m_mistake.empty()) m_mistake = m_place + std::move(what);
}

} // namespace playhead
