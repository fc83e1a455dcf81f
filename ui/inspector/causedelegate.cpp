// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/causedelegate.h"

#include <QFontMetrics>
#include <QPainter>

namespace playhead {
namespace {

constexpr int dotRadius = 4;
constexpr int margin = 4;
constexpr int gap = 8;
/// Rows deep in the tree keep this much for their texts; the view scrolls to the side for them.
constexpr int leastWidth = 190;

/// Paints a text that ends at `right` and returns where it begins.
int paintRight(QPainter &painter, const QRect &line, const QString &text)
{
    const auto width = painter.fontMetrics().horizontalAdvance(text);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, text);
    return line.right() - width;
}

void paintLeft(QPainter &painter, const QRect &line, const QString &text)
{
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, line.width()));
}

} // namespace

CauseDelegate::CauseDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent), m_theme(theme)
{}

QColor CauseDelegate::background(const Theme &theme, const QModelIndex &index, bool hovered)
{
    if (index.data(SelfRole).toBool()) return theme.color(ColorRole::Selection);
    if (hovered && index.data(PositionRole).toULongLong() != 0)
        return theme.color(ColorRole::Raised);
    return {};
}

QSize CauseDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFontMetrics metrics(option.font);
    const int lines = index.data(EventRole).toUInt() == 0 ? 1 : 2;
    return {leastWidth, lines * metrics.height() + 2 * margin};
}

void CauseDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    painter->save();
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    if (const auto color = background(m_theme, index, hovered); color.isValid())
        painter->fillRect(option.rect, color);
    const auto rect = option.rect.adjusted(margin, margin, -14, -margin);
    if (index.data(EventRole).toUInt() == 0) {
        painter->setFont(option.font);
        painter->setPen(m_theme.color(ColorRole::MutedText));
        paintLeft(*painter, rect.adjusted(2 * dotRadius + gap, 0, 0, 0), index.data().toString());
    } else {
        paintEvent(*painter, rect, index, option.font);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(m_theme.color(ColorRole::Accent));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

void CauseDelegate::paintEvent(QPainter &painter, const QRect &rect, const QModelIndex &index,
                               const QFont &font) const
{
    const auto color = m_theme.typeColor(NameId(index.data(TypeRole).toUInt()));
    const bool inferred = index.data(InferredRole).toBool();
    const int half = rect.height() / 2;
    QRect first(rect.left() + 2 * dotRadius + gap, rect.top(), 0, half);
    first.setRight(rect.right());
    const auto second = first.translated(0, half);

    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(inferred ? QBrush(Qt::NoBrush) : QBrush(color));
    painter.drawEllipse(QPointF(rect.left() + dotRadius + 0.5, first.center().y() + 0.5),
                        dotRadius - 0.5, dotRadius - 0.5);
    painter.setRenderHint(QPainter::Antialiasing, false);

    painter.setFont(m_theme.dataFont());
    painter.setPen(m_theme.color(ColorRole::MutedText));
    auto left = paintRight(painter, first, index.data(PlaceRole).toString());
    auto shown = font;
    shown.setItalic(inferred);
    shown.setBold(index.data(SelfRole).toBool());
    painter.setFont(shown);
    painter.setPen(color);
    auto line = first;
    line.setRight(left - gap);
    paintLeft(painter, line, index.data().toString());

    painter.setFont(font);
    painter.setPen(m_theme.color(ColorRole::MutedText));
    left = paintRight(painter, second, index.data(AwayRole).toString());
    line = second;
    line.setRight(left - gap);
    paintLeft(painter, line, index.data(RouteRole).toString());
}

} // namespace playhead
