// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QStyledItemDelegate>

namespace playhead {

/// How the rows of the explorer look, from the theme alone.
class ExplorerDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    ExplorerDelegate(const Theme &theme, QObject *parent);

    /// Where the check box of a participant's or type's row is, within the row.
    [[nodiscard]] static QRect checkRect(const QRect &row);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
    /// Leaves what the person has typed: counts change while a bookmark is renamed.
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;

private:
    struct Ink;
    void paintCaption(const Ink &ink) const;
    void paintGroup(const Ink &ink) const;
    void paintParticipant(const Ink &ink) const;
    void paintType(const Ink &ink) const;
    void paintFinding(const Ink &ink) const;
    void paintBookmark(const Ink &ink) const;
    void paintText(const Ink &ink, double left, double right, const QFont &font, ColorRole role,
                   Qt::TextElideMode elide = Qt::ElideRight) const;
    double paintCount(const Ink &ink, ColorRole role) const;

    const Theme &m_theme;
};

} // namespace playhead
