// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/branch.h"

#include <QObject>
#include <QString>

#include <cstddef>
#include <vector>

namespace playhead {

/// The branches of the log that is open, one of which is current; what a person does to a branch
/// goes through here. Knows neither log nor file. Interface thread.
class BranchList : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] const std::vector<Branch> &branches() const { return m_branches; }
    /// -1: there is none.
    [[nodiscard]] int currentIndex() const { return m_current; }
    /// Null: there is none. Valid until something is changed.
    [[nodiscard]] const Branch *current() const;
    /// The current one for a worker; null: there is none, or it has no edits.
    [[nodiscard]] const BranchPtr &snapshot() const { return m_snapshot; }

    /// For a person, where it has no name too.
    [[nodiscard]] static QString nameOf(const Branch &branch);

    /// Whether something was changed since restore() or markStored().
    [[nodiscard]] bool isModified() const { return m_modified; }
    void markStored() { m_modified = false; }

    /// Replaces all; the one of that name becomes current, else the first.
    void restore(std::vector<Branch> branches, const QString &current = {});

    /// Nothing happens where there is no such branch.
    void choose(int index);
    /// Adds an empty branch and makes it current; returns its name: `name`, with a number where
    /// another has it.
    QString add(const QString &name = {});
    /// Puts this branch back, or in, and makes it current.
    void insert(int index, Branch branch);

    // What follows changes the current branch, and nothing where there is none.
    void duplicate(); ///< the copy becomes current
    void rename(const QString &name);
    void remove();

    /// Adds to the current branch; where there is none, to a new one.
    void addEdit(BranchEdit edit);
    void replaceEdit(std::size_t index, BranchEdit edit);
    void removeEdit(std::size_t index);
    /// False: there is nothing to undo (redo).
    bool undo();
    bool redo();

signals:
    /// Branches came, went or have another name, another one is current, or has other edits.
    void changed();

private:
    [[nodiscard]] Branch *currentBranch();
    [[nodiscard]] QString freeName(const QString &wanted) const;
    void take(bool byPerson = true);

    std::vector<Branch> m_branches;
    int m_current = -1;
    BranchPtr m_snapshot;
    bool m_modified = false;
};

} // namespace playhead
