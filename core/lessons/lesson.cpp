// SPDX-License-Identifier: GPL-3.0-or-later
#include "lessons/lesson.h"

#include "lessons/lessonreader.h"
#include "replay/json.h"

#include <algorithm>

#include <fmt/format.h>

namespace playhead {

const std::vector<std::string> &lessonTabs()
{
    static const std::vector<std::string> tabs = {"event", "state", "deliveries", "why"};
    return tabs;
}

Position findGoal(const Log &log, const LessonGoal &goal, const LessonPlace &place,
                  const std::stop_token &stop)
{
    using Which = LessonGoal::Which;
    auto first = Position(1);
    auto last = place.end;
    if (goal.which == Which::Next && place.playhead.isValid()) first = advanced(place.playhead, 1);
    if (goal.which == Which::New) first = Position(place.entered.value() + 1);
    if (goal.which == Which::Previous)
        last = Position(place.playhead.value() - 1);
    else
        first = std::max(first, Position(place.searched.value() + 1));
    if (!last.isValid() || first > last) return {};
    std::vector<std::uint32_t> found;
    goal.filter.evaluate(log, first, last, found, stop);
    if (goal.isSameSubject && place.playhead.isValid()) {
        const auto subject = log.at(place.playhead).subject;
        std::erase_if(found,
                      [&](std::uint32_t at) { return log.at(Position(at)).subject != subject; });
    }
    if (found.empty()) return {};
    return Position(goal.which == Which::Previous ? found.back() : found.front());
}

Result<Lesson> readLesson(std::string_view name, std::string_view json)
{
    const auto document = Json::parse(json, nullptr, false, true);
    if (document.is_discarded()) return failure(fmt::format("The lesson '{}' is not JSON.", name));
    LessonReader reader;
    auto lesson = reader.read(name, document);
    if (!reader.mistake().empty())
        return failure(fmt::format("The lesson '{}': {}.", name, reader.mistake()));
    return lesson;
}

} // namespace playhead
