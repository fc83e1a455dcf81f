// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QList>
#include <QObject>
#include <QWidget>

#include <functional>

namespace playhead {

/// Everything that a person can do in the window, by name: menus, shortcuts, the command palette
/// and the help all come from this one list. Interface thread.
class Actions : public QObject
{
    Q_OBJECT

public:
    enum class Group { File, Go, View, Log, WhatIf, Help };

    /// Actions work anywhere in `window`.
    explicit Actions(QWidget *window);

    /// `shortcuts` as QKeySequence reads them, blank-separated; the first is the one shown.
    QAction *add(Group group, const QString &id, const QString &text, const QString &shortcuts,
                 std::function<void()> run);

    [[nodiscard]] QAction *find(const QString &id) const;
    [[nodiscard]] const QList<QAction *> &all() const { return m_all; }
    [[nodiscard]] QList<QAction *> ofGroup(Group group) const;
    [[nodiscard]] static QString groupName(Group group);
    [[nodiscard]] static Group groupOf(const QAction *action);

    /// `Left, ",", Up, K`: all keys of an action for a person.
    [[nodiscard]] static QString keysOf(const QAction *action);

private:
    QWidget *m_window;
    QList<QAction *> m_all;
};

/// Leaves keys to the widget that has the focus where it needs them itself: arrows in a list, text
/// in a field. Otherwise the window's one-key shortcuts would take them. Install on the
/// application.
class KeyGuard : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace playhead
