// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/result.h"
#include "query/filter.h"

#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// A step of the log that a lesson leads to.
struct LessonGoal
{
    enum class Which : std::uint8_t {
        First,    ///< of the whole log
        Next,     ///< after the playhead
        Previous, ///< before the playhead
        New       ///< that comes in from now on
    };

    std::string text; ///< the filter as it was written
    Filter filter;
    Which which = Which::Next;
    bool isSameSubject = false; ///< only steps of the subject at the playhead
};

/// Where the log is looked at when a goal is asked for.
struct LessonPlace
{
    Position playhead; ///< none: nowhere yet
    Position entered;  ///< the end of the log when the actions began
    Position end;      ///< the end of the log now
    Position searched; ///< up to there it was looked for from here before, in vain
};

/// The step that the goal is about; none: it is not there (yet). Any thread. Cost: that of the
/// filter over the log.
[[nodiscard]] Position findGoal(const Log &log, const LessonGoal &goal, const LessonPlace &place,
                                const std::stop_token &stop = {});

/// A command or query that a lesson sends as the scenario's client.
struct LessonRequest
{
    std::string name;
    std::string json; ///< an object
};

/// What a lesson does for the person: in this order, all of it optional.
struct LessonActions
{
    std::optional<bool> running;         ///< the scenario's clock goes on, or stands still
    std::map<std::string, double> knobs; ///< where to turn them
    std::vector<LessonRequest> commands; ///< sent in order
    std::vector<LessonRequest> queries;  ///< asked after the commands
    std::optional<std::string> filter;   ///< empty: takes the filter away
    std::optional<std::string> observer; ///< a consumer; empty: the log
    std::optional<std::string> subject;  ///< to pin; empty: follows the playhead again
    std::string projection;              ///< of the state; empty: stays
    std::string tab;                     ///< of the inspector, see lessonTabs(); empty: stays
    std::optional<LessonGoal> goal;      ///< where the playhead goes
};

/// What the person is to predict before it is shown.
struct LessonQuestion
{
    std::string text;
    std::vector<std::string> choices; ///< two to four
    std::size_t right = 0;            ///< index of the right one
    std::string because;              ///< why, whatever was chosen; Markdown
    LessonActions reveal;             ///< shows it
};

struct LessonStep
{
    std::string text; ///< Markdown, a few sentences
    LessonActions actions;
    std::optional<LessonQuestion> question;
};

/// A guided tour on a scenario: a few steps that move the playhead, turn a knob, and ask what
/// follows before they show it. A value.
struct Lesson
{
    std::string name; ///< stable, one word: `idempotency`
    std::string title;
    std::string summary; ///< what there is to learn, one line
    std::string scenario;
    std::uint64_t seed = 1;
    std::vector<LessonStep> steps; ///< at least one
};

/// The tabs of the inspector that a lesson may show: `event`, `state`, `deliveries`, `why`.
[[nodiscard]] const std::vector<std::string> &lessonTabs();

/// Reads a lesson from its JSON text; resources/lessons/README.md describes the format. Checks all
/// that can be checked without running it: scenario, knobs, commands, queries, filters. Fails
/// saying at which step what is wrong; members that are not known are refused. Any thread.
[[nodiscard]] Result<Lesson> readLesson(std::string_view name, std::string_view json);

} // namespace playhead
