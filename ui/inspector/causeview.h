// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/causejob.h"
#include "inspector/causetreeview.h"
#include "latestjob.h"
#include "livepace.h"
#include "viewstate.h"

#include <QStackedWidget>

namespace playhead {

/// Causes and effects of the event at the playhead, whose steps are lit in the diagram meanwhile.
/// Click or Enter moves the playhead. Works on a worker and only while it is shown; the first
/// answer of a log reads all its events, later ones what has come since. Interface thread.
class CauseView : public QWidget
{
    Q_OBJECT

public:
    CauseView(ViewState &view, const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] const CauseAnswer &answer() const { return m_answer; }
    [[nodiscard]] CauseTreeView &tree() { return *m_tree; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void logChanged();
    void request();
    void show(const CauseAnswer &answer);
    void showEmpty(const QString &text);
    void showNote();
    void giveUp();

    ViewState &m_view;
    CauseAnswer m_answer;
    CauseFinderPtr m_finder; ///< null: nothing was asked of this log yet; used by the worker
    QStackedWidget *m_pages;
    ToneLabel *m_empty;
    CauseTreeView *m_tree;
    ToneLabel *m_note;
    BusyNote *m_busy;
    LivePace m_pace;
    LatestJob<CauseAnswer> m_job;
};

} // namespace playhead
