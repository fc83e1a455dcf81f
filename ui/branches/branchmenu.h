// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branches/branchlist.h"

#include <QList>
#include <QMenu>

#include <functional>

namespace playhead {

/// The branches of the log: to choose, make, rename, duplicate and delete one; and what can be done
/// at the playhead. Filled whenever it is about to be shown. Interface thread; `branches` must
/// outlive it.
class BranchMenu : public QMenu
{
    Q_OBJECT

public:
    explicit BranchMenu(BranchList &branches, QWidget *parent = nullptr);

    /// What can be done with the event at the playhead; others own these.
    void setStepActions(const QList<QAction *> &actions) { m_stepActions = actions; }
    /// Its size is known afterwards.
    void fill();

signals:
    /// A branch was deleted; it can be put back at that index.
    void branchRemoved(int index, const playhead::Branch &branch);

private:
    void addBranches();
    void addActions();
    void removeCurrent();
    void askName(const QString &title, const QString &name,
                 const std::function<void(const QString &)> &take);

    BranchList &m_branches;
    QList<QAction *> m_stepActions;
};

} // namespace playhead
