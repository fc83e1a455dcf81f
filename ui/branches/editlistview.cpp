// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/editlistview.h"

#include "inspector/inspectorwidgets.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>

#include <algorithm>

namespace playhead {

EditListView::EditListView(const Theme &theme, QWidget *parent)
    : QListWidget(parent), m_theme(theme)
{
    setObjectName(QStringLiteral("branchEdits"));
    setAccessibleName(tr("Edits of the branch"));
    setFrameShape(NoFrame);
    setItemDelegate(new AiryDelegate(this));
    setUniformItemSizes(true);
    setTextElideMode(Qt::ElideRight);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QListWidget::itemClicked, this,
            [this](QListWidgetItem *item) { emit goRequested(row(item)); });
    connect(this, &QListWidget::itemDoubleClicked, this,
            [this](QListWidgetItem *item) { emit changeRequested(row(item)); });
    connect(&theme, &Theme::changed, this, &EditListView::applyTheme);
    applyTheme();
}

void EditListView::applyTheme()
{
    setFont(m_theme.dataFont());
    updateGeometry();
}

QSize EditListView::sizeHint() const
{
    const int line = count() == 0 ? 0 : sizeHintForRow(0);
    return {200, line * std::min(count(), mostLines)};
}

QSize EditListView::minimumSizeHint() const
{
    return {80, sizeHint().height()};
}

void EditListView::keyPressEvent(QKeyEvent *event)
{
    const int edit = currentRow();
    if (edit >= 0 && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
        emit removeRequested(edit);
        return;
    }
    if (edit >= 0 && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        emit goRequested(edit);
        return;
    }
    if (edit >= 0 && event->key() == Qt::Key_F2) {
        emit changeRequested(edit);
        return;
    }
    QListWidget::keyPressEvent(event);
}

void EditListView::contextMenuEvent(QContextMenuEvent *event)
{
    const auto *item =
        event->reason() == QContextMenuEvent::Keyboard ? currentItem() : itemAt(event->pos());
    if (!item) return;
    const int edit = row(item);
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("editMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Go there\tEnter"), this, [this, edit] { emit goRequested(edit); });
    menu->addAction(tr("Change\u2026\tF2"), this, [this, edit] { emit changeRequested(edit); })
        ->setEnabled(item->data(ChangeableRole).toBool());
    menu->addAction(tr("Remove\tDel"), this, [this, edit] { emit removeRequested(edit); });
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    menu->popup(byKey ? viewport()->mapToGlobal(visualItemRect(item).bottomLeft())
                      : event->globalPos());
}

} // namespace playhead
