// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/branchlist.h"

#include <algorithm>
#include <utility>

namespace playhead {

const Branch *BranchList::current() const
{
    return m_current < 0 ? nullptr : &m_branches[static_cast<std::size_t>(m_current)];
}

Branch *BranchList::currentBranch()
{
    return m_current < 0 ? nullptr : &m_branches[static_cast<std::size_t>(m_current)];
}

QString BranchList::nameOf(const Branch &branch)
{
    return branch.name().empty() ? tr("(no name)") : QString::fromStdString(branch.name());
}

QString BranchList::freeName(const QString &wanted) const
{
    auto stem = wanted.simplified();
    if (stem.isEmpty()) stem = tr("what if");
    auto name = stem;
    const auto isTaken = [&] {
        return std::ranges::any_of(m_branches, [taken = name.toStdString()](const Branch &branch) {
            return branch.name() == taken;
        });
    };
    for (int number = 2; isTaken(); ++number)
        name = QStringLiteral("%1 %2").arg(stem).arg(number);
    return name;
}

void BranchList::take(bool byPerson)
{
    const auto *branch = current();
    if (!branch || branch->edits().empty())
        m_snapshot.reset();
    else if (!m_snapshot || !(*m_snapshot == *branch))
        m_snapshot = std::make_shared<const Branch>(*branch);
    m_modified = byPerson;
    emit changed();
}

void BranchList::restore(std::vector<Branch> branches, const QString &current)
{
    m_branches = std::move(branches);
    m_current = m_branches.empty() ? -1 : 0;
    const auto found = std::ranges::find(m_branches, current.toStdString(),
                                         [](const Branch &b) { return b.name(); });
    if (found != m_branches.end()) m_current = static_cast<int>(found - m_branches.begin());
    take(false);
}

void BranchList::choose(int index)
{
    if (index == m_current || index < 0 || index >= static_cast<int>(m_branches.size())) return;
    m_current = index;
    take();
}

QString BranchList::add(const QString &name)
{
    const auto given = freeName(name);
    insert(static_cast<int>(m_branches.size()), Branch(given.toStdString()));
    return given;
}

void BranchList::insert(int index, Branch branch)
{
    m_current = std::clamp(index, 0, static_cast<int>(m_branches.size()));
    m_branches.insert(m_branches.begin() + m_current, std::move(branch));
    take();
}

void BranchList::duplicate()
{
    const auto *branch = current();
    if (!branch) return;
    auto copy = *branch;
    copy.setName(freeName(QString::fromStdString(branch->name())).toStdString());
    insert(m_current + 1, std::move(copy));
}

void BranchList::rename(const QString &name)
{
    auto *branch = currentBranch();
    const auto wanted = name.simplified();
    if (!branch || wanted.isEmpty() || wanted.toStdString() == branch->name()) return;
    branch->setName(freeName(wanted).toStdString());
    take();
}

void BranchList::remove()
{
    if (m_current < 0) return;
    m_branches.erase(m_branches.begin() + m_current);
    m_current = std::min(m_current, static_cast<int>(m_branches.size()) - 1);
    take();
}

void BranchList::addEdit(BranchEdit edit)
{
    if (m_current < 0) {
        m_branches.emplace_back(freeName({}).toStdString());
        m_current = 0;
    }
    currentBranch()->add(std::move(edit));
    take();
}

void BranchList::replaceEdit(std::size_t index, BranchEdit edit)
{
    auto *branch = currentBranch();
    if (!branch || index >= branch->edits().size() || branch->edits()[index] == edit) return;
    branch->replace(index, std::move(edit));
    take();
}

void BranchList::removeEdit(std::size_t index)
{
    auto *branch = currentBranch();
    if (!branch || index >= branch->edits().size()) return;
    branch->remove(index);
    take();
}

bool BranchList::undo()
{
    auto *branch = currentBranch();
    if (!branch || !branch->canUndo()) return false;
    branch->undo();
    take();
    return true;
}

bool BranchList::redo()
{
    auto *branch = currentBranch();
    if (!branch || !branch->canRedo()) return false;
    branch->redo();
    take();
    return true;
}

} // namespace playhead
