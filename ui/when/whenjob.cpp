// SPDX-License-Identifier: GPL-3.0-or-later
#include "when/whenjob.h"

#include "inspector/inspectortext.h"
#include "inspector/watchedsource.h"

namespace playhead {

Result<void> WhenSearch::prepare(const WhenQuestion &question)
{
    if (m_finder && m_question.what == question.what && m_question.state.log == question.state.log
        && m_question.state.projection == question.state.projection)
        return {};
    auto condition = Condition::parse(question.what.text.toStdString());
    if (!condition) return failure(condition.error().message);
    auto source = std::make_unique<WatchedSource>(logFoldSource(question.state), m_progress);
    m_finder = std::make_unique<WhenFinder>(std::move(source), *question.state.projection,
                                            question.state.partition, std::move(*condition),
                                            question.what.mode);
    m_question = question;
    return {};
}

WhenAnswer WhenSearch::answer(const WhenQuestion &question, WhenDirection direction, Position from,
                              Position last, const std::stop_token &stop)
{
    WhenAnswer answer{direction, from, {}, {}, {}};
    if (const auto ready = prepare(question); !ready) {
        answer.error = toText(ready.error().message);
        return answer;
    }
    const auto found = [&]() -> Result<Position> {
        switch (direction) {
        case WhenDirection::First: break;
        case WhenDirection::Next: return m_finder->next(Position(from.value() + 1), last, stop);
        case WhenDirection::Previous:
            if (from.value() <= 1) return Position();
            return m_finder->previous(Position(from.value() - 1), stop);
        }
        return m_finder->next(Position(1), last, stop);
    }();
    answer.problems = m_finder->problems();
    if (found)
        answer.found = *found;
    else
        answer.error = toText(found.error().message);
    return answer;
}

} // namespace playhead
