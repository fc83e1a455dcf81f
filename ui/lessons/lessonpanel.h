// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lessons/lessonguide.h"
#include "theme.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace playhead {

class CardButton;

/// Shows the step of the lesson that a guide is at: its text, its question with the choices, what
/// was right and why, and the way on. Interface thread; `guide` and `theme` must outlive it.
class LessonPanel : public QWidget
{
    Q_OBJECT

public:
    LessonPanel(LessonGuide &guide, const Theme &theme, QWidget *parent = nullptr);

    QSize sizeHint() const override { return {300, 420}; }

signals:
    /// The person has come to the end and wants this lesson of lessonShelf() next.
    void lessonRequested(const QString &name);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLayout *makeHead();
    QLayout *makeFoot();
    QWidget *makePage();
    void show();
    void showQuestion();
    void showFoot();
    void applyTheme();
    [[nodiscard]] const Lesson *following() const;

    LessonGuide &m_guide;
    const Theme &m_theme;
    const Lesson *m_shownLesson = nullptr;
    std::size_t m_shownStep = 0;
    QLabel *m_caption;
    QToolButton *m_close;
    QLabel *m_title;
    QScrollArea *m_scroll;
    QLabel *m_text = nullptr;
    QLabel *m_question = nullptr;
    QVBoxLayout *m_choices = nullptr;
    std::vector<CardButton *> m_cards;
    QLabel *m_verdict = nullptr;
    QLabel *m_because = nullptr;
    QLabel *m_waiting;
    QPushButton *m_back;
    QPushButton *m_next;
};

} // namespace playhead
