// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lessons/lesson.h"
#include "replay/json.h"
#include "scenarios/scenariotable.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace playhead {

/// Turns the JSON of a lesson into a Lesson, and remembers the first mistake with its place. Reads
/// on behind a mistake, so that no caller has to look for one in between.
class LessonReader
{
public:
    Lesson read(std::string_view name, const Json &document);

    /// `step 3: the scenario 'lag' has no knob 'loss'`; empty: there is none.
    [[nodiscard]] const std::string &mistake() const { return m_mistake; }

private:
    LessonStep step(const Json &json);
    LessonQuestion question(const Json &json);
    LessonActions actions(const Json &json);
    std::optional<LessonGoal> goal(const Json &json);
    std::vector<LessonRequest> requests(const Json &json, const char *member,
                                        const std::vector<RequestExample> &known);
    std::map<std::string, double> knobs(const Json &json);
    Filter filter(const std::string &text);

    void allow(const Json &json, std::initializer_list<const char *> members);
    std::string text(const Json &json, const char *member, bool isNeeded = true);
    std::optional<std::string> textIfAny(const Json &json, const char *member);
    /// A text, or a list of paragraphs.
    std::string paragraphs(const Json &json, const char *member);
    void fail(std::string what);

    const ScenarioInfo *m_scenario = nullptr;
    std::string m_place; ///< `step 3: `
    std::string m_mistake;
};

} // namespace playhead
