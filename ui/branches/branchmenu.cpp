// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/branchmenu.h"

#include <QInputDialog>

namespace playhead {

BranchMenu::BranchMenu(BranchList &branches, QWidget *parent) : QMenu(parent), m_branches(branches)
{
    setObjectName(QStringLiteral("branchMenu"));
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &BranchMenu::fill);
}

void BranchMenu::fill()
{
    clear();
    addBranches();
    addActions();
    if (m_stepActions.isEmpty()) return;
    addSeparator();
    QMenu::addActions(m_stepActions);
}

void BranchMenu::addBranches()
{
    const auto &all = m_branches.branches();
    for (int i = 0; i < static_cast<int>(all.size()); ++i) {
        const auto &branch = all[static_cast<std::size_t>(i)];
        const auto edits = tr("%n edit(s)", nullptr, static_cast<int>(branch.edits().size()));
        auto name = BranchList::nameOf(branch);
        name.replace(QLatin1Char('&'), QLatin1String("&&")); // else it would mark a key
        auto *action = addAction(QStringLiteral("%1\t%2").arg(name, edits), this,
                                 [this, i] { m_branches.choose(i); });
        action->setCheckable(true);
        action->setChecked(i == m_branches.currentIndex());
    }
    if (!all.empty()) addSeparator();
}

void BranchMenu::addActions()
{
    addAction(tr("New branch\u2026"), this, [this] {
        askName(tr("New branch"), {}, [this](const QString &name) { m_branches.add(name); });
    });
    if (!m_branches.current()) return;
    addAction(tr("Rename\u2026"), this, [this] {
        askName(tr("Rename the branch"), BranchList::nameOf(*m_branches.current()),
                [this](const QString &name) { m_branches.rename(name); });
    });
    addAction(tr("Duplicate"), this, [this] { m_branches.duplicate(); });
    addAction(tr("Delete"), this, &BranchMenu::removeCurrent);
}

void BranchMenu::removeCurrent()
{
    const auto index = m_branches.currentIndex();
    const auto removed = *m_branches.current();
    m_branches.remove();
    emit branchRemoved(index, removed);
}

void BranchMenu::askName(const QString &title, const QString &name,
                         const std::function<void(const QString &)> &take)
{
    auto *dialog = new QInputDialog(parentWidget());
    dialog->setObjectName(QStringLiteral("branchName"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(tr("Name"));
    dialog->setTextValue(name);
    connect(dialog, &QInputDialog::textValueSelected, this, take);
    dialog->open();
}

} // namespace playhead
