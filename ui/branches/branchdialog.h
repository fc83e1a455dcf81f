// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branches/branchcomparer.h"
#include "branches/changesview.h"
#include "inspector/inspectorwidgets.h"
#include "theme.h"
#include "viewstate.h"

#include <QDialog>
#include <QStackedWidget>

namespace playhead {

/// What a branch changes: the states that end differently, and the recorded events that are in
/// doubt. A click moves the playhead to where the difference begins. Follows the branch as it is
/// edited; closes with the log. Interface thread.
class BranchDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Page { States, Doubts };

    BranchDialog(ViewState &view, const BranchComparer &comparer, const Theme &theme,
                 QWidget *parent);

    void showPage(Page page);

private:
    void showAnswer();
    void goToChange(const ChangeRow &change);
    void goToDoubt(const QModelIndex &index);

    ViewState &m_view;
    const BranchComparer &m_comparer;
    BranchAnswerPtr m_answer;
    DoubtModel *m_doubts;
    UnderlineTabBar *m_tabs;
    QStackedWidget *m_pages;
    ToneLabel *m_heading;
    ChangesView *m_changes;
    QTreeView *m_doubtTable;
};

} // namespace playhead
