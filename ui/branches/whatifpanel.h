// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branches/branchcomparer.h"
#include "branches/branchlist.h"
#include "branches/branchmenu.h"
#include "inspector/busynote.h"
#include "latestjob.h"
#include "theme.h"
#include "viewstate.h"

#include <QStringList>
#include <QWidget>

class QVBoxLayout;

namespace playhead {

class EditListView;

/// The section below the inspector: the current branch, its edits, and what they change. One quiet
/// line while there is no branch. Interface thread; what it is made with must outlive it.
class WhatIfPanel : public QWidget
{
    Q_OBJECT

public:
    WhatIfPanel(ViewState &view, BranchList &branches, BranchComparer &comparer, const Theme &theme,
                QWidget *parent = nullptr);

    /// Whether the log came from a scenario that could run again.
    void setCanRunAgain(bool can);

    /// Opens the menu of branches.
    void openMenu();
    [[nodiscard]] BranchMenu &menu() { return *m_menu; }
    [[nodiscard]] EditListView &edits() { return *m_edits; }

signals:
    /// The person wants to see what is different, or (with `doubts`) which events are in doubt.
    void differencesRequested(bool doubts);
    /// The person wants the scenario to be run again with the branch.
    void rerunRequested();
    /// The person wants to change this edit.
    void changeRequested(int edit);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeHeader(QVBoxLayout *column);
    void makeResults(QVBoxLayout *column);
    void showBranch();
    void fillEdits(const QStringList &details);
    void requestDetails();
    void showResult();
    void showFinal();
    void showCancel();

    ViewState &m_view;
    BranchList &m_branches;
    BranchComparer &m_comparer;
    const Theme &m_theme;
    ToneLabel *m_caption = nullptr;
    LinkButton *m_link = nullptr;
    BranchMenu *m_menu;
    EditListView *m_edits = nullptr;
    ToneLabel *m_hint = nullptr;
    ToneLabel *m_error = nullptr;
    ToneLabel *m_final = nullptr;
    LinkButton *m_show = nullptr;
    ToneLabel *m_here = nullptr;
    LinkButton *m_doubts = nullptr;
    BusyNote *m_busy = nullptr;
    LinkButton *m_cancel = nullptr;
    LinkButton *m_rerun = nullptr;
    bool m_canRunAgain = false;
    LatestJob<QStringList> m_detailJob;
};

} // namespace playhead
