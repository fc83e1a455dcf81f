// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QStyledItemDelegate>
#include <QTreeWidget>

namespace playhead {

/// Airy rows whose colours survive the selection.
class AiryDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

/// Makes a list of rows out of a tree: airy, without lines, without branches.
void makeAiryTable(QTreeWidget &table);
/// The colours of such a list.
void colorTable(QTreeWidget &table, const Theme &theme);

} // namespace playhead
