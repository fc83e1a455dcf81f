// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/actions.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QComboBox>
#include <QKeyEvent>

namespace playhead {

Actions::Actions(QWidget *window) : QObject(window), m_window(window) {}

QAction *Actions::add(Group group, const QString &id, const QString &text, const QString &shortcuts,
                      std::function<void()> run)
{
    auto *action = new QAction(text, this);
    action->setObjectName(id);
    action->setData(static_cast<int>(group));
    QList<QKeySequence> keys;
    for (const auto &key : shortcuts.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        keys.append(QKeySequence(key));
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WindowShortcut);
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    m_window->addAction(action);
    m_all.append(action);
    return action;
}

QAction *Actions::find(const QString &id) const
{
    for (auto *action : m_all)
        if (action->objectName() == id) return action;
    return nullptr;
}

QList<QAction *> Actions::ofGroup(Group group) const
{
    QList<QAction *> found;
    for (auto *action : m_all)
        if (groupOf(action) == group) found.append(action);
    return found;
}

QString Actions::groupName(Group group)
{
    switch (group) {
    case Group::File: return tr("File");
    case Group::Go: return tr("Go");
    case Group::View: return tr("View");
    case Group::Log: return tr("Log");
    case Group::WhatIf: return tr("What if");
    case Group::Help: return tr("Help");
    }
    return {};
}

Actions::Group Actions::groupOf(const QAction *action)
{
    return static_cast<Group>(action->data().toInt());
}

QString Actions::keysOf(const QAction *action)
{
    QStringList keys;
    for (const auto &key : action->shortcuts())
        keys.append(key.toString(QKeySequence::NativeText));
    return keys.join(QStringLiteral("  "));
}

bool KeyGuard::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride) return false;
    auto *key = static_cast<QKeyEvent *>(event);
    const auto modifiers = key->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier);
    if (modifiers != Qt::NoModifier) return false;
    const bool moves = key->key() == Qt::Key_Up || key->key() == Qt::Key_Down
                       || key->key() == Qt::Key_Left || key->key() == Qt::Key_Right
                       || key->key() == Qt::Key_Home || key->key() == Qt::Key_End
                       || key->key() == Qt::Key_PageUp || key->key() == Qt::Key_PageDown;
    const bool presses = key->key() == Qt::Key_Space || key->key() == Qt::Key_Return;
    const bool list = qobject_cast<QAbstractItemView *>(watched) != nullptr;
    const bool slider = qobject_cast<QAbstractSlider *>(watched) != nullptr;
    const bool combo = qobject_cast<QComboBox *>(watched) != nullptr;
    const bool pushed = qobject_cast<QAbstractButton *>(watched) != nullptr;
    const bool needed =
        ((list || slider || combo) && moves) || ((list || combo || pushed) && presses);
    if (!needed) return false;
    event->accept();
    return true;
}

} // namespace playhead
