// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branches/changesview.h"
#include "branches/rerunjob.h"
#include "branches/runeventmodel.h"
#include "inspector/inspectorwidgets.h"
#include "latestjob.h"
#include "theme.h"
#include "viewstate.h"

#include <QDialog>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>

namespace playhead {

/// Runs a branch again on the bus, with progress, and tells what came of it: the states that end
/// differently, and the events that came, went or are different. The run can be opened as a log of
/// its own; it is gone when nobody did and this closes. Interface thread.
class RerunDialog : public QDialog
{
    Q_OBJECT

public:
    /// Begins at once.
    RerunDialog(ViewState &view, const RerunQuestion &question, const Theme &theme,
                QWidget *parent);

    [[nodiscard]] bool isRunning() const { return m_job.isBusy(); }

signals:
    void openRequested(const playhead::RerunAnswerPtr &answer);

private:
    QWidget *makeWaiting();
    QWidget *makeResult(const Theme &theme);
    void showAnswer(const RerunAnswerPtr &answer);
    void showTexts();
    void cancel();
    void goTo(Position inLog, Position inRun);

    ViewState &m_view;
    RerunQuestion m_question;
    RerunAnswerPtr m_answer;
    JobProgressPtr m_progress;
    QTimer m_tell;
    QStackedWidget *m_pages;
    ToneLabel *m_doing = nullptr;
    QProgressBar *m_bar = nullptr;
    ToneLabel *m_summary = nullptr;
    ToneLabel *m_unreached = nullptr;
    UnderlineTabBar *m_tabs = nullptr;
    QStackedWidget *m_lists = nullptr;
    ChangesView *m_changes = nullptr;
    RunEventModel *m_events = nullptr;
    QTreeView *m_eventTable = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_close = nullptr;
    LatestJob<RerunAnswerPtr> m_job;
};

} // namespace playhead
