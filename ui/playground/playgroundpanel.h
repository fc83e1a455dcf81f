// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playground/consumerlist.h"
#include "playground/foldsection.h"
#include "playground/handlerspanel.h"
#include "playground/knobrow.h"
#include "playground/livescripts.h"
#include "playground/publishform.h"
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

/// What a person does to the running scenario: pause and stop it, turn its knobs, send commands,
/// ask queries, publish events, disturb consumers, write handlers, and save all that. Without one
/// it says how to start one. For a narrow column, 240 pixels and up; it scrolls where it is low.
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
    [[nodiscard]] PublishForm &publishing() { return *m_publish; }
    [[nodiscard]] ConsumerList &consumers() { return *m_consumers; }
    [[nodiscard]] HandlersPanel &handlers() { return *m_handlers; }
    /// The section whose caption has that name: `foldKnobs`, `foldCommands`, `foldQueries`,
    /// `foldPublish`, `foldConsumers` or `foldHandlers`.
    [[nodiscard]] FoldSection *section(const QString &name) const;

    /// Writes the running scenario to a file of its own; what is wrong is shown. False: nothing was
    /// written.
    bool saveScenario(const QString &path);

    [[nodiscard]] QSize sizeHint() const override { return {300, 520}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {240, 120}; }

signals:
    void scenarioSaved(const QString &path);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makePage();
    QLayout *makeButtons();
    FoldSection *addSection(QVBoxLayout *column, const char *name, const QString &caption,
                            QWidget *content, bool open);
    void chooseAndSave();
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
    QPushButton *m_pause;
    QPushButton *m_stop;
    QVBoxLayout *m_knobs;
    QList<FoldSection *> m_sections;
    RequestForm *m_commands;
    RequestForm *m_queries;
    PublishForm *m_publish;
    ConsumerList *m_consumers;
    HandlersPanel *m_handlers;
    LiveScripts m_scripts;
    QPushButton *m_save;
    QLabel *m_saved;
    QTimer m_statusTimer;
};

} // namespace playhead
