// SPDX-License-Identifier: GPL-3.0-or-later
#include "airytable.h"

#include <QHeaderView>

namespace playhead {

QSize AiryDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return QStyledItemDelegate::sizeHint(option, index) + QSize(8, 8);
}

void AiryDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (const auto color = index.data(Qt::ForegroundRole).value<QBrush>();
        color.style() != Qt::NoBrush)
        option->palette.setBrush(QPalette::HighlightedText, color);
}

void makeAiryTable(QTreeWidget &table)
{
    table.setFrameShape(QFrame::NoFrame);
    table.setItemDelegate(new AiryDelegate(&table));
    table.setRootIsDecorated(false);
    table.setUniformRowHeights(true);
    table.setAllColumnsShowFocus(true);
    table.setIndentation(0);
    table.header()->setSectionsMovable(false);
}

void colorTable(QTreeWidget &table, const Theme &theme)
{
    auto colors = table.palette();
    colors.setColor(QPalette::Base, theme.color(ColorRole::Window));
    colors.setColor(QPalette::Text, theme.color(ColorRole::Text));
    colors.setColor(QPalette::Highlight, theme.color(ColorRole::Selection));
    colors.setColor(QPalette::HighlightedText, theme.color(ColorRole::Text));
    table.setPalette(colors);
}

} // namespace playhead
