// SPDX-License-Identifier: GPL-3.0-or-later
#include "lessons/lessonguide.h"

#include <utility>

namespace playhead {

LessonGuide::LessonGuide(ViewState &view, Session &session, QObject *parent)
    : QObject(parent),
      m_view(view),
      m_session(session),
      m_job([this](const Found &found) { reach(found); })
{
    connect(&view, &ViewState::watermarkChanged, this, &LessonGuide::look);
    connect(&view, &ViewState::logChanged, this, &LessonGuide::logChanged);
}

void LessonGuide::begin(const Lesson &lesson)
{
    end();
    // From the beginning, so that nothing happens before the first step that it tells nothing of.
    const auto &knobs = lesson.steps.front().actions.knobs;
    if (!m_session.runScenario(QString::fromStdString(lesson.scenario), lesson.seed, knobs)) return;
    m_lesson = &lesson;
    m_log = m_view.log();
    m_index = 0;
    m_visits.assign(lesson.steps.size(), {});
    enter();
}

void LessonGuide::end()
{
    if (!m_lesson) return;
    m_job.cancel();
    m_goal.reset();
    m_lesson = nullptr;
    m_log.reset();
    emit changed();
}

void LessonGuide::logChanged()
{
    if (m_lesson && m_view.log() != m_log) end();
}

void LessonGuide::goOn()
{
    if (!m_lesson || isLastStep()) return;
    ++m_index;
    enter();
}

void LessonGuide::goBack()
{
    if (!m_lesson || m_index == 0) return;
    --m_index;
    enter();
}

void LessonGuide::enter()
{
    m_job.cancel();
    m_goal.reset();
    auto &visit = m_visits[m_index];
    turnKnobs();
    if (!std::exchange(visit.isTaken, true)) {
        take(step().actions);
    } else {
        show(step().actions);
        if (visit.choice) show(step().question->reveal);
        const auto last = visit.choice ? visit.revealed : visit.reached;
        if (last.isValid()) m_view.setPlayhead(last);
    }
    emit changed();
}

void LessonGuide::choose(std::size_t choice)
{
    if (!m_lesson || !step().question || this->choice()) return;
    if (choice >= step().question->choices.size()) return;
    m_visits[m_index].choice = choice;
    turnKnobs();
    take(step().question->reveal);
    emit changed();
}

void LessonGuide::take(const LessonActions &actions)
{
    const auto entered = m_view.watermark();
    if (auto *scenario = m_session.scenario()) {
        if (actions.running) m_session.setScenarioPaused(!*actions.running);
        // A refusal is part of the lesson, and in the log.
        for (const auto &command : actions.commands)
            static_cast<void>(scenario->sendCommand(command.name, command.json));
        for (const auto &query : actions.queries)
            static_cast<void>(scenario->ask(query.name, query.json));
    }
    show(actions);
    m_goal = actions.goal;
    if (!m_goal) return;
    m_place = {m_view.playhead(), entered, {}, {}};
    if (m_goal->which == LessonGoal::Which::New) m_view.setFollowing(true); // to see it come
    look();
}

/// As they stand after everything up to here, so that going back turns them back.
void LessonGuide::turnKnobs()
{
    auto *scenario = m_session.scenario();
    if (!scenario) return;
    for (const auto &knob : scenario->info().knobs)
        for (const auto &other : m_lesson->steps)
            if (other.actions.knobs.contains(knob.name)
                || (other.question && other.question->reveal.knobs.contains(knob.name)))
                scenario->setKnob(knob.name, knob.initial);
    const auto turn = [scenario](const LessonActions &actions) {
        for (const auto &[name, value] : actions.knobs)
            scenario->setKnob(name, value);
    };
    for (std::size_t i = 0; i <= m_index; ++i) {
        turn(m_lesson->steps[i].actions);
        if (m_visits[i].choice) turn(m_lesson->steps[i].question->reveal);
    }
}

void LessonGuide::show(const LessonActions &actions)
{
    if (actions.filter) m_view.setFilter(QString::fromStdString(*actions.filter));
    if (actions.observer) m_view.setObserver(m_log->participants().find(*actions.observer));
    if (actions.subject) m_view.setPinnedSubject(m_log->names().find(*actions.subject));
    if (!actions.projection.empty())
        emit projectionRequested(QString::fromStdString(actions.projection));
    if (!actions.tab.empty()) emit tabRequested(QString::fromStdString(actions.tab));
}

void LessonGuide::look()
{
    if (!m_goal) return;
    m_place.end = m_view.watermark();
    m_job.request([log = m_log, goal = *m_goal, place = m_place](const std::stop_token &stop) {
        return Found{findGoal(*log, goal, place, stop), place.end};
    });
}

void LessonGuide::reach(const Found &found)
{
    if (!m_goal) return;
    const auto position = found.goal;
    // What lies behind is all there: it need not be waited for.
    const bool isThere = position.isValid() || m_goal->which == LessonGoal::Which::Previous;
    if (!isThere) {
        m_place.searched = found.upTo;
        return;
    }
    m_job.cancel();
    m_goal.reset();
    if (position.isValid()) {
        auto &visit = m_visits[m_index];
        (visit.choice ? visit.revealed : visit.reached) = position;
        m_view.setPlayhead(position);
    }
    emit changed();
}

} // namespace playhead
