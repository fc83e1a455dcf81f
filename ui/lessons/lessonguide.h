// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"
#include "lessons/lesson.h"
#include "session/session.h"
#include "viewstate.h"

#include <QObject>

#include <cstddef>
#include <optional>
#include <vector>

namespace playhead {

/// Leads a person through a lesson: runs its scenario, turns its knobs, sends its requests, and
/// moves the playhead to its goals as soon as they are in the log. Interface thread; the search for
/// a goal is a worker's.
class LessonGuide : public QObject
{
    Q_OBJECT

public:
    LessonGuide(ViewState &view, Session &session, QObject *parent = nullptr);

    /// Starts the lesson's scenario in place of what is open, and takes the first step. `lesson`
    /// must outlive this; those of lessonShelf() do.
    void begin(const Lesson &lesson);
    /// Leaves the lesson; its scenario runs on.
    void end();

    /// Null: there is none. It also ends when something else is opened.
    [[nodiscard]] const Lesson *lesson() const { return m_lesson; }
    [[nodiscard]] std::size_t stepIndex() const { return m_index; }
    [[nodiscard]] const LessonStep &step() const { return m_lesson->steps[m_index]; }
    [[nodiscard]] bool isLastStep() const { return m_index + 1 == m_lesson->steps.size(); }
    /// What the person chose at this step; none: nothing yet, or nothing is asked.
    [[nodiscard]] std::optional<std::size_t> choice() const { return m_visits[m_index].choice; }
    /// What this step, or its answer, leads to has not happened yet.
    [[nodiscard]] bool isWaiting() const { return m_goal.has_value(); }

    void goOn();   ///< nothing at the last step
    void goBack(); ///< nothing at the first one; what was done is not done again
    /// Answers the question of this step, once, and shows what follows.
    void choose(std::size_t choice);

signals:
    /// Another lesson, another step, an answer, or a goal was reached.
    void changed();
    /// The lesson wants this tab of the inspector, see lessonTabs().
    void tabRequested(const QString &tab);
    void projectionRequested(const QString &name);

private:
    /// What happened at a step.
    struct Visit
    {
        bool isTaken = false;
        std::optional<std::size_t> choice;
        Position reached;  ///< by its actions
        Position revealed; ///< by the answer
    };

    /// The answer to a search.
    struct Found
    {
        Position goal; ///< none: it is not there yet
        Position upTo; ///< where the log ended
    };

    void enter();
    void take(const LessonActions &actions);
    void turnKnobs();
    void show(const LessonActions &actions);
    void look();
    void reach(const Found &found);
    void logChanged();

    ViewState &m_view;
    Session &m_session;
    const Lesson *m_lesson = nullptr;
    LogPtr m_log; ///< of the lesson
    std::size_t m_index = 0;
    std::vector<Visit> m_visits; ///< one a step
    std::optional<LessonGoal> m_goal;
    LessonPlace m_place; ///< of m_goal
    LatestJob<Found> m_job;
};

} // namespace playhead
