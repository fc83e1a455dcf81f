// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewstate.h"

#include <QFrame>

class QLabel;
class QLineEdit;

namespace playhead {

/// Asks where to go: a position, a share, a time or an offset; see parsePlace(). Says while typing
/// where that is, or what is wrong. A frame over the window; Esc closes.
class GoToBox : public QFrame
{
    Q_OBJECT

public:
    GoToBox(ViewState &state, QWidget *window);

    void open();
    [[nodiscard]] QLineEdit &field() { return *m_field; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void explain();
    void go();

    ViewState &m_state;
    QLineEdit *m_field;
    QLabel *m_hint;
};

} // namespace playhead
