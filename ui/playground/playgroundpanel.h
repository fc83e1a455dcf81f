// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playground/knobrow.h"
#include "playground/requestform.h"
#include "session/session.h"
#include "theme.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QWidget>

class QVBoxLayout;

namespace playhead {

/// What a person does to the running scenario: pause and stop it, turn its knobs, send commands and
/// ask queries. Without one it says how to start one. For a narrow column, 240 pixels and up; it
/// scrolls where it is low.
///
/// Interface thread. Requests go to the scenario on a worker, which is waited for before the
/// scenario ends.
class PlaygroundPanel : public QWidget
{
    Q_OBJECT

public:
    PlaygroundPanel(Session &session, const Theme &theme, QWidget *parent = nullptr);
    ~PlaygroundPanel() override;

    [[nodiscard]] RequestForm &commands() { return *m_commands; }
    [[nodiscard]] RequestForm &queries() { return *m_queries; }

    [[nodiscard]] QSize sizeHint() const override { return {300, 520}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {240, 120}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makePage();
    QLayout *makeButtons();
    void showScenario();
    void showKnobs();
    void showPaused();
    void showStatus();
    void leaveScenario();
    void stop();
    void applyTheme();

    Session &m_session;
    const Theme &m_theme;
    LiveScenario *m_scenario = nullptr; ///< the one that is shown
    QLabel *m_hint;
    QScrollArea *m_scroll;
    QLabel *m_title;
    QLabel *m_lesson;
    QLabel *m_status;
    QLabel *m_knobsTitle;
    QPushButton *m_pause;
    QPushButton *m_stop;
    QVBoxLayout *m_knobs;
    RequestForm *m_commands;
    RequestForm *m_queries;
    QTimer m_statusTimer;
};

} // namespace playhead
