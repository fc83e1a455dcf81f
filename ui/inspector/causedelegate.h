// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QStyledItemDelegate>

namespace playhead {

/// Paints an event of the tree of causes and effects on two lines: a dot and the type in the type's
/// colour and the position; sender and receiver and the time in between. A link that is inferred
/// has a hollow dot and its type in italics; the event asked about stands on the selection colour.
/// Interface thread.
class CauseDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    enum Role {
        PositionRole = Qt::UserRole, ///< quint64; 0: the row leads nowhere
        EventRole,                   ///< quint32; 0: a row that is no event
        TypeRole,                    ///< quint32, a NameId
        PlaceRole,                   ///< `#123`
        RouteRole,                   ///< `shop → orders`
        AwayRole,                    ///< `+1.2 ms`
        InferredRole,                ///< bool
        SelfRole                     ///< bool: the event asked about
    };

    explicit CauseDelegate(const Theme &theme, QObject *parent = nullptr);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

    /// What a row stands on, also under the indentation; invalid: nothing.
    [[nodiscard]] static QColor background(const Theme &theme, const QModelIndex &index,
                                           bool hovered);

private:
    void paintEvent(QPainter &painter, const QRect &rect, const QModelIndex &index,
                    const QFont &font) const;

    const Theme &m_theme;
};

} // namespace playhead
