// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branches/answermodels.h"
#include "inspector/inspectorwidgets.h"
#include "inspector/jsonview.h"
#include "latestjob.h"
#include "theme.h"

#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QTreeView>
#include <QWidget>

namespace playhead {

/// States that end differently: a list, and below it the difference of the current one, as a tree
/// and as JSON Patch. Interface thread.
class ChangesView : public QWidget
{
    Q_OBJECT

public:
    /// `otherName`: what the log is compared with, such as `branch`.
    ChangesView(const Theme &theme, const QString &otherName, QWidget *parent = nullptr);

    /// The partition that was current stays so, where it is still there.
    void setChanges(const ChangeRowsPtr &changes);

signals:
    /// By a click, or Enter.
    void chosen(const playhead::ChangeRow &change);

private:
    /// A difference that is ready to be shown.
    struct Shown
    {
        QString partition;
        JsonTreePtr tree;
        QString patch;
        QString first; ///< path of the first difference
    };

    QWidget *makeDifference();
    QWidget *makeHeader();
    void showCurrent();
    void applyTheme();

    const Theme &m_theme;
    QString m_otherName;
    ChangeRowsPtr m_changes;
    QString m_partition; ///< whose difference is on show
    ChangeModel *m_model;
    QTreeView *m_table;
    ToneLabel *m_which = nullptr;
    QToolButton *m_asTree = nullptr;
    QToolButton *m_asPatch = nullptr;
    QToolButton *m_copy = nullptr;
    QStackedWidget *m_pages = nullptr;
    JsonView *m_tree = nullptr;
    QPlainTextEdit *m_patch = nullptr;
    LatestJob<Shown> m_job;
};

/// A list of rows with columns, in the style of the dialogs of branches.
[[nodiscard]] QTreeView *makeTable(QAbstractItemModel *model, const Theme &theme,
                                   const QString &accessibleName, QWidget *parent);
/// The table with a margin, so that its texts begin where those beside it do.
[[nodiscard]] QWidget *withMargin(QWidget *table);

} // namespace playhead
