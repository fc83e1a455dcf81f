// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/causejob.h"
#include "theme.h"

#include <QTreeWidget>

#include <set>

namespace playhead {

/// Causes and effects of an event: the chain of causes, the farthest on top, then the event itself
/// and under it, indented, what it caused. Click or Enter says which step to go to. What was closed
/// stays closed while the event is the same. Interface thread.
class CauseTreeView : public QTreeWidget
{
    Q_OBJECT

public:
    explicit CauseTreeView(const Theme &theme, QWidget *parent = nullptr);

    void setAnswer(const CauseAnswer &answer);
    /// The row of the event asked about; null: nothing is shown.
    [[nodiscard]] QTreeWidgetItem *self() const { return m_self; }

signals:
    void chosen(playhead::Position position);

protected:
    void drawBranches(QPainter *painter, const QRect &rect,
                      const QModelIndex &index) const override;

private:
    void applyTheme();
    void fillCauses(const CauseAnswer &answer);
    void fillEffects(const CauseAnswer &answer);
    static QTreeWidgetItem *makeRow(const CauseRow &row, bool isCause);
    static QTreeWidgetItem *makeNote(const QString &text, const QString &toolTip);

    const Theme &m_theme;
    QTreeWidgetItem *m_self = nullptr;
    EventNumber m_event;
    std::set<EventNumber> m_closed;
};

} // namespace playhead
