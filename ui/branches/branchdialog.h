// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branches/answermodels.h"
#include "branches/branchcomparer.h"
#include "inspector/inspectorwidgets.h"
#include "inspector/jsonview.h"
#include "latestjob.h"
#include "theme.h"
#include "viewstate.h"

#include <QDialog>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QTreeView>

namespace playhead {

/// What a branch changes: the states that end differently, each with its difference as a tree and
/// as JSON Patch, and the recorded events that are in doubt. A click moves the playhead to where
/// the difference begins. Follows the branch as it is edited; closes with the log. Interface
/// thread.
class BranchDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Page { States, Doubts };

    BranchDialog(ViewState &view, const BranchComparer &comparer, const Theme &theme,
                 QWidget *parent);

    void showPage(Page page);

private:
    /// A difference that is ready to be shown.
    struct Shown
    {
        QString partition;
        JsonTreePtr tree;
        QString patch;
        QString first; ///< path of the first difference
    };

    QWidget *makeStates();
    QWidget *makeDifferenceHeader();
    QTreeView *makeTable(QAbstractItemModel *model, const QString &name);
    void showAnswer();
    void showChange();
    void goToChange(const QModelIndex &index);
    void goToDoubt(const QModelIndex &index);
    void applyTheme();

    ViewState &m_view;
    const BranchComparer &m_comparer;
    const Theme &m_theme;
    BranchAnswerPtr m_answer;
    QString m_partition; ///< whose difference is on show
    ChangeModel *m_changes;
    DoubtModel *m_doubts;
    UnderlineTabBar *m_tabs;
    QStackedWidget *m_pages;
    ToneLabel *m_heading;
    QTreeView *m_changeTable = nullptr;
    QTreeView *m_doubtTable = nullptr;
    ToneLabel *m_which = nullptr;
    QToolButton *m_asTree = nullptr;
    QToolButton *m_asPatch = nullptr;
    QToolButton *m_copy = nullptr;
    QStackedWidget *m_difference = nullptr;
    JsonView *m_tree = nullptr;
    QPlainTextEdit *m_patch = nullptr;
    LatestJob<Shown> m_job;
};

} // namespace playhead
