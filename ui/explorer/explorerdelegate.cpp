// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/explorerdelegate.h"

#include "explorer/explorermodel.h"
#include "numbertext.h"

#include <QLineEdit>
#include <QPainter>
#include <QPainterPath>

namespace playhead {
namespace {

constexpr int margin = 16;

ColorRole severityColor(Severity severity)
{
    switch (severity) {
    case Severity::Note: return ColorRole::MutedText;
    case Severity::Warning: return ColorRole::Warning;
    case Severity::Error: return ColorRole::Failure;
    }
    return ColorRole::Text;
}

} // namespace

struct ExplorerDelegate::Ink
{
    QPainter &painter;
    QRectF row;
    const QModelIndex &index;

    [[nodiscard]] QString text() const { return index.data().toString(); }
    [[nodiscard]] quint64 id() const { return index.data(ExplorerModel::IdRole).toULongLong(); }
    [[nodiscard]] quint64 count() const
    {
        return index.data(ExplorerModel::CountRole).toULongLong();
    }
    [[nodiscard]] bool hidden() const { return index.data(ExplorerModel::HiddenRole).toBool(); }
};

ExplorerDelegate::ExplorerDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent), m_theme(theme)
{}

QRect ExplorerDelegate::checkRect(const QRect &row)
{
    return {row.left() + margin + 8, row.center().y() - 6, 13, 13};
}

QSize ExplorerDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const int line = QFontMetrics(m_theme.textFont()).height();
    const auto kind = static_cast<ExplorerRow>(index.data(ExplorerModel::RowRole).toInt());
    switch (kind) {
    case ExplorerRow::Caption: return {100, line + (index.row() == 0 ? 10 : 22)};
    case ExplorerRow::Type: return {100, line + 9};
    default: return {100, line + 7};
    }
}

void ExplorerDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & (QStyle::State_MouseOver | QStyle::State_Selected)
        && index.flags().testFlag(Qt::ItemIsSelectable)) {
        auto color = m_theme.color(ColorRole::Selection);
        if (!(option.state & QStyle::State_Selected)) color.setAlphaF(0.5F);
        painter->fillRect(option.rect, color);
    }
    const Ink ink{*painter, QRectF(option.rect), index};
    switch (static_cast<ExplorerRow>(index.data(ExplorerModel::RowRole).toInt())) {
    case ExplorerRow::Caption: paintCaption(ink); break;
    case ExplorerRow::Group: paintGroup(ink); break;
    case ExplorerRow::Participant: paintParticipant(ink); break;
    case ExplorerRow::Type: paintType(ink); break;
    case ExplorerRow::Finding:
    case ExplorerRow::Counted: paintFinding(ink); break;
    case ExplorerRow::Bookmark: paintBookmark(ink); break;
    case ExplorerRow::Hint:
        paintText(ink, margin, margin, m_theme.textFont(), ColorRole::MutedText);
        break;
    }
    if (option.state & QStyle::State_HasFocus && index.flags().testFlag(Qt::ItemIsSelectable)) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(m_theme.color(ColorRole::Accent));
        painter->drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    painter->restore();
}

void ExplorerDelegate::paintText(const Ink &ink, double left, double right, const QFont &font,
                                 ColorRole role, Qt::TextElideMode elide) const
{
    const auto area = ink.row.adjusted(left, 0, -right, 0);
    ink.painter.setFont(font);
    ink.painter.setPen(m_theme.color(role));
    const auto text = QFontMetricsF(font).elidedText(ink.text(), elide, area.width());
    ink.painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, text);
}

double ExplorerDelegate::paintCount(const Ink &ink, ColorRole role) const
{
    const auto font = m_theme.dataFont();
    const auto text = shortNumber(ink.count());
    ink.painter.setFont(font);
    ink.painter.setPen(m_theme.color(role));
    ink.painter.drawText(ink.row.adjusted(0, 0, -margin, 0), Qt::AlignVCenter | Qt::AlignRight,
                         text);
    return margin + QFontMetricsF(font).horizontalAdvance(text) + 8;
}

void ExplorerDelegate::paintCaption(const Ink &ink) const
{
    const auto font = m_theme.captionFont();
    ink.painter.setFont(font);
    ink.painter.setPen(m_theme.color(ColorRole::MutedText));
    ink.painter.drawText(ink.row.adjusted(margin, 0, -margin, -4), Qt::AlignBottom | Qt::AlignLeft,
                         ink.text());
    const auto link = ink.index.data(ExplorerModel::LinkRole).toString();
    if (link.isEmpty()) return;
    ink.painter.setFont(m_theme.textFont());
    ink.painter.setPen(m_theme.color(ColorRole::Accent));
    ink.painter.drawText(ink.row.adjusted(margin, 0, -margin, -4), Qt::AlignBottom | Qt::AlignRight,
                         link);
}

void ExplorerDelegate::paintGroup(const Ink &ink) const
{
    const auto color = m_theme.color(ColorRole::MutedText);
    QPainterPath arrow;
    const QPointF at(ink.row.left() + margin + 4, ink.row.center().y() + 0.5);
    if (ink.index.data(ExplorerModel::OpenRole).toBool()) {
        arrow.moveTo(at + QPointF(-4, -2.5));
        arrow.lineTo(at + QPointF(4, -2.5));
        arrow.lineTo(at + QPointF(0, 3));
    } else {
        arrow.moveTo(at + QPointF(-2.5, -4));
        arrow.lineTo(at + QPointF(3, 0));
        arrow.lineTo(at + QPointF(-2.5, 4));
    }
    arrow.closeSubpath();
    ink.painter.fillPath(arrow, color);
    paintText(ink, margin + 12, margin, m_theme.textFont(), ColorRole::MutedText);
}

void ExplorerDelegate::paintParticipant(const Ink &ink) const
{
    const bool hidden = ink.hidden();
    const QRectF box = QRectF(checkRect(ink.row.toRect())).adjusted(0.5, 0.5, -0.5, -0.5);
    const auto accent = m_theme.color(ColorRole::Accent);
    ink.painter.setPen(QPen(hidden ? m_theme.color(ColorRole::Border) : accent, 1));
    ink.painter.setBrush(hidden ? m_theme.color(ColorRole::Field) : accent);
    ink.painter.drawRoundedRect(box, 2, 2);
    if (!hidden) {
        ink.painter.setPen(QPen(m_theme.color(ColorRole::AccentText), 1.8, Qt::SolidLine,
                                Qt::RoundCap, Qt::RoundJoin));
        ink.painter.setBrush(Qt::NoBrush);
        const auto middle = box.center();
        ink.painter.drawPolyline(QPolygonF(
            {middle + QPointF(-3, 0.2), middle + QPointF(-0.9, 2.6), middle + QPointF(3.2, -2.6)}));
    }
    ink.painter.setPen(Qt::NoPen);
    ink.painter.setBrush(
        m_theme.participantColor(ParticipantId(static_cast<std::uint16_t>(ink.id()))));
    ink.painter.drawEllipse(QPointF(box.right() + 12.5, ink.row.center().y() + 0.5), 3.8, 3.8);
    const auto right = paintCount(ink, hidden ? ColorRole::FaintText : ColorRole::MutedText);
    paintText(ink, box.right() - ink.row.left() + 23, right, m_theme.textFont(),
              hidden ? ColorRole::FaintText : ColorRole::Text);
}

void ExplorerDelegate::paintType(const Ink &ink) const
{
    const bool hidden = ink.hidden();
    const auto right = paintCount(ink, hidden ? ColorRole::FaintText : ColorRole::MutedText);
    paintText(ink, margin, right, m_theme.dataFont(),
              hidden ? ColorRole::FaintText : ColorRole::Text);
    const auto width = ink.row.width() - 2 * margin;
    const auto share = ink.index.data(ExplorerModel::ShareRole).toDouble();
    const QRectF bar(ink.row.left() + margin, ink.row.bottom() - 3, width, 2);
    ink.painter.setRenderHint(QPainter::Antialiasing, false);
    if (hidden) {
        ink.painter.fillRect(bar, m_theme.color(ColorRole::Border));
    } else if (ink.count() > 0) {
        ink.painter.fillRect(QRectF(bar.topLeft(), QSizeF(std::max(2.0, width * share), 2)),
                             m_theme.typeColor(NameId(static_cast<std::uint32_t>(ink.id()))));
    }
}

void ExplorerDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    const auto *line = qobject_cast<QLineEdit *>(editor);
    if (!line || !line->isModified()) QStyledItemDelegate::setEditorData(editor, index);
}

void ExplorerDelegate::paintFinding(const Ink &ink) const
{
    const auto severity = ink.index.data(ExplorerModel::SeverityRole).toInt();
    const bool isNone = ink.count() == 0; // what is shown has none
    const auto color = m_theme.color(isNone ? ColorRole::FaintText
                                            : severityColor(static_cast<Severity>(severity)));
    const auto font = m_theme.dataFont();
    const auto text = shortNumber(ink.count());
    const auto width = std::max(44.0, QFontMetricsF(font).horizontalAdvance(text) + 16);
    const QRectF badge(ink.row.right() - margin - width, ink.row.top() + 3, width,
                       ink.row.height() - 6);
    ink.painter.setPen(QPen(color, 1));
    ink.painter.setBrush(Qt::NoBrush);
    ink.painter.drawRoundedRect(badge.adjusted(0.5, 0.5, -0.5, -0.5), badge.height() / 2,
                                badge.height() / 2);
    ink.painter.setFont(font);
    ink.painter.drawText(badge, Qt::AlignCenter, text);
    // Who it is about stands at the end.
    paintText(ink, margin, margin + width + 8, m_theme.textFont(),
              isNone ? ColorRole::MutedText : ColorRole::Text, Qt::ElideMiddle);
}

void ExplorerDelegate::paintBookmark(const Ink &ink) const
{
    const QPointF at(ink.row.left() + margin, ink.row.center().y());
    QPainterPath flag(at + QPointF(0, -5));
    flag.lineTo(at + QPointF(8, 0));
    flag.lineTo(at + QPointF(0, 5));
    flag.closeSubpath();
    ink.painter.fillPath(flag, m_theme.color(ColorRole::Warning));
    const auto font = m_theme.dataFont();
    const auto text = QLatin1Char('#') + exactNumber(ink.id());
    ink.painter.setFont(font);
    ink.painter.setPen(m_theme.color(ColorRole::MutedText));
    ink.painter.drawText(ink.row.adjusted(0, 0, -margin, 0), Qt::AlignVCenter | Qt::AlignRight,
                         text);
    paintText(ink, margin + 14, margin + QFontMetricsF(font).horizontalAdvance(text) + 8,
              m_theme.textFont(), ColorRole::Text);
}

} // namespace playhead
