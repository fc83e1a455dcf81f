// SPDX-License-Identifier: GPL-3.0-or-later
// MainWindow: lessons.
#include "inspector/inspectorpanel.h"
#include "inspector/statetab.h"
#include "lessons/lessonpanel.h"
#include "lessons/lessonshelf.h"
#include "window/mainwindow.h"
#include "window/messagebar.h"
#include "window/startpage.h"

#include <algorithm>

#include <QDockWidget>

namespace playhead {
namespace {

// Room to read without scrolling.
constexpr int lessonWidth = 290;
constexpr int lessonHeight = 560;

} // namespace

void MainWindow::addLessonActions()
{
    for (const auto &lesson : lessonShelf()) {
        const auto name = QString::fromStdString(lesson.name);
        auto *action = m_actions.add(
            Actions::Group::Help, QStringLiteral("lesson:") + name,
            tr("Lesson: %1").arg(QString::fromStdString(lesson.title)), {},
            [this, name] { beginLesson(name); });
        action->setToolTip(QString::fromStdString(lesson.summary));
    }
}

void MainWindow::connectLessons()
{
    connect(m_start, &StartPage::lessonRequested, this, &MainWindow::beginLesson);
    connect(m_lessonPanel, &LessonPanel::lessonRequested, this, &MainWindow::beginLesson);
    connect(&m_lessons, &LessonGuide::changed, this, &MainWindow::showWhatIsOpen);
    connect(&m_lessons, &LessonGuide::tabRequested, this, [this](const QString &tab) {
        const auto &tabs = lessonTabs();
        const auto index = std::ranges::find(tabs, tab.toStdString()) - tabs.begin();
        m_inspector->showTab(static_cast<InspectorPanel::Tab>(index));
    });
    connect(&m_lessons, &LessonGuide::projectionRequested, &m_inspector->stateTab(),
            &StateTab::chooseProjection);
}

void MainWindow::beginLesson(const QString &name)
{
    const auto &shelf = lessonShelf();
    const auto lesson = std::ranges::find(shelf, name.toStdString(), &Lesson::name);
    if (lesson == shelf.end()) return;
    // The recording of a lesson comes again with the lesson.
    if (!m_lessons.lesson() && !mayReplace()) return;
    rememberView();
    m_messages->clear();
    m_lessons.begin(*lesson);
    if (m_lessonDock->width() < lessonWidth)
        resizeDocks({m_lessonDock}, {lessonWidth}, Qt::Horizontal);
    if (m_lessonDock->height() < lessonHeight)
        resizeDocks({m_lessonDock, m_explorerDock}, {lessonHeight, height() - lessonHeight},
                    Qt::Vertical);
}

} // namespace playhead
