// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/inspectorwidgets.h"
#include "when/breakpoints.h"

#include <QTreeWidget>

namespace playhead {

/// The breakpoints as a list: a check box switches one on and off, Delete removes it, a double
/// click takes it up to be changed. Interface thread.
class BreakpointList : public QWidget
{
    Q_OBJECT

public:
    enum Column { What, Scope, Hits, ColumnCount };

    BreakpointList(Breakpoints &breakpoints, const Theme &theme, QWidget *parent = nullptr);

    /// Why one of them cannot be tested.
    void showError(int index, const QString &reason);

    [[nodiscard]] QTreeWidget &table() { return *m_table; }

signals:
    void taken(const playhead::WhenCondition &what);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeTable();
    void fill();
    void showHits(int index);
    void removeCurrent();
    void applyTheme();

    Breakpoints &m_breakpoints;
    const Theme &m_theme;
    QTreeWidget *m_table;
    QToolButton *m_remove;
    ToneLabel *m_hint;
    ToneLabel *m_error;
    bool m_filling = false;
};

} // namespace playhead
