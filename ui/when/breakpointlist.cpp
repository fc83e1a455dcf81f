// SPDX-License-Identifier: GPL-3.0-or-later
#include "when/breakpointlist.h"

#include "numbertext.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QVBoxLayout>

namespace playhead {

BreakpointList::BreakpointList(Breakpoints &breakpoints, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_breakpoints(breakpoints),
      m_theme(theme),
      m_table(new QTreeWidget(this)),
      m_remove(makeTextButton(tr("Remove"), tr("Remove the breakpoint (Delete)"), this)),
      m_hint(new ToneLabel(theme, ColorRole::MutedText, this)),
      m_error(new ToneLabel(theme, ColorRole::Warning, this))
{
    auto *caption = new QLabel(tr("Breakpoints"), this);
    caption->setObjectName(QStringLiteral("caption"));
    caption->setFont(theme.captionFont());
    m_remove->setObjectName(QStringLiteral("removeBreakpoint"));
    connect(m_remove, &QToolButton::clicked, this, &BreakpointList::removeCurrent);
    m_hint->setObjectName(QStringLiteral("breakpointHint"));
    m_hint->setText(tr("Playing stops where a breakpoint holds. Enter a condition and press "
                       "Add breakpoint."));
    m_hint->setWordWrap(true);
    m_hint->setContentsMargins(14, 4, 14, 4);
    m_error->setObjectName(QStringLiteral("breakpointError"));
    m_error->setWordWrap(true);
    m_error->setContentsMargins(14, 4, 14, 4);
    m_error->hide();
    makeTable();
    auto *head = new QHBoxLayout;
    head->setContentsMargins(14, 0, 14, 0);
    head->addWidget(caption, 1);
    head->addWidget(m_remove);
    auto *rows = new QHBoxLayout;
    rows->setContentsMargins(10, 0, 10, 0);
    rows->addWidget(m_table);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(m_hint);
    column->addWidget(m_error);
    column->addLayout(rows, 1);
    column->addStretch(0);
    connect(&breakpoints, &Breakpoints::changed, this, &BreakpointList::fill);
    connect(&breakpoints, &Breakpoints::hit, this, &BreakpointList::showHits);
    connect(&theme, &Theme::changed, this, &BreakpointList::applyTheme);
    applyTheme();
}

void BreakpointList::makeTable()
{
    m_table->setObjectName(QStringLiteral("breakpoints"));
    m_table->setAccessibleName(tr("Breakpoints"));
    m_table->setToolTip(tr("Check box: on or off. Double click: take it up. Delete: remove it."));
    m_table->setHeaderLabels({tr("Condition"), tr("State"), tr("Hits")});
    makeAiryTable(*m_table);
    m_table->installEventFilter(this);
    auto *header = m_table->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(What, QHeaderView::Stretch);
    header->setSectionResizeMode(Scope, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(Hits, QHeaderView::ResizeToContents);
    connect(m_table, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem *item, int column) {
        if (m_filling || column != What) return;
        // The list is filled anew by this, and the item is gone with it.
        const auto index = m_table->indexOfTopLevelItem(item);
        const bool on = item->checkState(What) == Qt::Checked;
        QMetaObject::invokeMethod(
            this, [this, index, on] { m_breakpoints.setOn(index, on); }, Qt::QueuedConnection);
    });
    connect(m_table, &QTreeWidget::itemDoubleClicked, this, [this](QTreeWidgetItem *item) {
        emit taken(m_breakpoints.list()[m_table->indexOfTopLevelItem(item)].what);
    });
}

void BreakpointList::applyTheme()
{
    colorTable(*m_table, m_theme);
    fill();
}

void BreakpointList::fill()
{
    const QScopedValueRollback filling(m_filling, true);
    const auto current = m_table->indexOfTopLevelItem(m_table->currentItem());
    m_table->clear();
    for (const auto &breakpoint : m_breakpoints.list()) {
        auto *item = new QTreeWidgetItem(m_table);
        item->setText(What, breakpoint.what.text);
        item->setFont(What, m_theme.dataFont());
        item->setText(Scope, scopeText(breakpoint.what));
        item->setForeground(Scope, m_theme.color(ColorRole::MutedText));
        const bool becomes = breakpoint.what.mode == WhenFinder::Mode::Becomes;
        item->setToolTip(What, becomes ? tr("%1\nwhere it becomes true").arg(item->text(0))
                                       : tr("%1\nwherever it holds").arg(item->text(0)));
        item->setToolTip(Scope, item->text(Scope));
        item->setTextAlignment(Hits, Qt::AlignRight | Qt::AlignVCenter);
        item->setCheckState(What, breakpoint.isOn ? Qt::Checked : Qt::Unchecked);
        if (!breakpoint.isOn) item->setForeground(What, m_theme.color(ColorRole::MutedText));
        item->setText(Hits, breakpoint.hits > 0
                                ? exactNumber(static_cast<std::uint64_t>(breakpoint.hits))
                                : QString());
    }
    if (current >= 0) m_table->setCurrentItem(m_table->topLevelItem(current));
    const bool any = !m_breakpoints.list().isEmpty();
    m_table->setVisible(any);
    m_remove->setVisible(any);
    m_hint->setVisible(!any);
    m_error->hide();
}

void BreakpointList::showHits(int index)
{
    const QScopedValueRollback filling(m_filling, true);
    auto *item = m_table->topLevelItem(index);
    item->setText(Hits, exactNumber(static_cast<std::uint64_t>(m_breakpoints.list()[index].hits)));
    m_table->setCurrentItem(item);
}

void BreakpointList::showError(int index, const QString &reason)
{
    m_error->setText(
        tr("%1 cannot be tested: %2").arg(m_breakpoints.list().value(index).what.text, reason));
    m_error->show();
}

void BreakpointList::removeCurrent()
{
    m_breakpoints.remove(m_table->indexOfTopLevelItem(m_table->currentItem()));
}

bool BreakpointList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Delete)) {
        removeCurrent();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace playhead
