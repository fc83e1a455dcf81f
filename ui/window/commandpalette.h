// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window/actions.h"

#include <QFrame>

class QLineEdit;
class QListWidget;

namespace playhead {

/// Finds an action by a few letters of its name and runs it. A frame over the window; Esc closes.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    CommandPalette(Actions &actions, QWidget *window);

    void open();

    [[nodiscard]] QLineEdit &field() { return *m_field; }
    [[nodiscard]] QListWidget &list() { return *m_list; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill();
    void runCurrent();

    Actions &m_actions;
    QLineEdit *m_field;
    QListWidget *m_list;
};

/// How well `typed` fits `text`: its letters occur in order; more where they start words or stand
/// together. Negative: not at all. Empty fits everything.
[[nodiscard]] int matchScore(const QString &text, const QString &typed);

} // namespace playhead
