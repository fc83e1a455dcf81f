// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/causetreeview.h"

#include "inspector/causedelegate.h"
#include "inspector/inspectortext.h"
#include "inspector/inspectorwidgets.h"
#include "numbertext.h"

#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>

namespace playhead {
namespace {

EventNumber eventOf(const QTreeWidgetItem *item)
{
    return EventNumber(item->data(0, CauseDelegate::EventRole).toUInt());
}

QString awayText(Duration away)
{
    const auto text = toText(formatDuration(away));
    return away > 0 ? QLatin1Char('+') + text : text;
}

} // namespace

CauseTreeView::CauseTreeView(const Theme &theme, QWidget *parent)
    : QTreeWidget(parent), m_theme(theme)
{
    setAccessibleName(tr("Causes and effects of the event"));
    setColumnCount(1);
    setHeaderHidden(true);
    setFrameShape(QFrame::NoFrame);
    setItemDelegate(new CauseDelegate(theme, this));
    setIndentation(16);
    setExpandsOnDoubleClick(false);
    setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setTextElideMode(Qt::ElideRight);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(QHeaderView::Stretch);
    const auto choose = [this](const QTreeWidgetItem *item) {
        const Position position(item->data(0, CauseDelegate::PositionRole).toULongLong());
        if (position.isValid()) emit chosen(position);
    };
    connect(this, &QTreeWidget::itemClicked, this, choose);
    connect(this, &QTreeWidget::itemActivated, this, choose);
    connect(this, &QTreeWidget::itemExpanded, this,
            [this](const QTreeWidgetItem *item) { m_closed.erase(eventOf(item)); });
    connect(this, &QTreeWidget::itemCollapsed, this,
            [this](const QTreeWidgetItem *item) { m_closed.insert(eventOf(item)); });
    connect(&theme, &Theme::changed, this, &CauseTreeView::applyTheme);
    applyTheme();
}

void CauseTreeView::applyTheme()
{
    auto colors = palette();
    colors.setColor(QPalette::Base, m_theme.color(ColorRole::Window));
    colors.setColor(QPalette::Text, m_theme.color(ColorRole::Text));
    setPalette(colors);
    viewport()->update();
}

QTreeWidgetItem *CauseTreeView::makeRow(const CauseRow &row, bool isCause)
{
    using D = CauseDelegate;
    auto *item = new QTreeWidgetItem;
    const auto place = row.position.isValid() ? QLatin1Char('#') + exactNumber(row.position.value())
                                              : tr("no step");
    const bool inferred = row.evidence == Evidence::Inferred;
    item->setText(0, row.typeName.isEmpty() ? tr("(no type)") : row.typeName);
    item->setData(0, D::PositionRole, QVariant::fromValue<quint64>(row.position.value()));
    item->setData(0, D::EventRole, row.event.value());
    item->setData(0, D::TypeRole, row.type.value());
    item->setData(0, D::PlaceRole, place);
    item->setData(0, D::RouteRole, row.route);
    item->setData(0, D::AwayRole, awayText(row.away));
    item->setData(0, D::InferredRole, inferred);
    QStringList tip{place + QLatin1Char(' ') + item->text(0)};
    if (!row.route.isEmpty()) tip << row.route;
    tip << (isCause
                ? tr("%1 from the event at the playhead").arg(awayText(row.away))
                : tr("%1 after the event at the playhead").arg(toText(formatDuration(row.away))));
    tip << (inferred ? tr("inferred from correlation and order of deliveries")
                     : tr("linked by its causation id"));
    item->setToolTip(0, tip.join(QLatin1Char('\n')));
    item->setData(0, Qt::AccessibleTextRole, tip.join(QStringLiteral(", ")));
    return item;
}

QTreeWidgetItem *CauseTreeView::makeNote(const QString &text, const QString &toolTip)
{
    auto *item = new QTreeWidgetItem;
    item->setText(0, text);
    item->setToolTip(0, toolTip);
    item->setFlags(Qt::ItemIsEnabled);
    return item;
}

void CauseTreeView::setAnswer(const CauseAnswer &answer)
{
    const bool isSame = m_event == answer.event && m_self;
    const auto scroll = verticalScrollBar()->value();
    if (!isSame) m_closed.clear();
    m_event = answer.event;
    m_self = nullptr;
    const auto closed = m_closed; // filling opens rows
    clear();
    if (answer.effects.empty()) return;
    fillCauses(answer);
    fillEffects(answer);
    m_closed = closed;
    for (QTreeWidgetItemIterator at(this); *at; ++at)
        (*at)->setExpanded((*at)->childCount() > 0 && !closed.contains(eventOf(*at)));
    setCurrentItem(m_self);
    if (isSame)
        verticalScrollBar()->setValue(scroll);
    else
        scrollToItem(m_self);
}

void CauseTreeView::fillCauses(const CauseAnswer &answer)
{
    if (answer.hasMoreCauses)
        addTopLevelItem(makeNote(tr("and more causes before"),
                                 tr("Go to the topmost cause to see what led to it")));
    if (!answer.missing.isEmpty())
        addTopLevelItem(makeNote(tr("a cause that is not in this log: %1").arg(answer.missing),
                                 tr("The event below names it as its causation")));
    for (const auto &cause : answer.causes)
        addTopLevelItem(makeRow(cause, true));
}

void CauseTreeView::fillEffects(const CauseAnswer &answer)
{
    int deepest = 0;
    std::vector<std::pair<QTreeWidgetItem *, int>> items;
    for (const auto &effect : answer.effects) {
        auto *item = makeRow(effect.row, false);
        int depth = 0;
        if (items.empty()) {
            m_self = item;
            item->setData(0, CauseDelegate::SelfRole, true);
            item->setData(0, CauseDelegate::AwayRole, QString());
            item->setToolTip(0, tr("The event at the playhead"));
            addTopLevelItem(item);
        } else {
            items[effect.parent].first->addChild(item);
            depth = items[effect.parent].second + 1;
        }
        deepest = std::max(deepest, depth);
        items.emplace_back(item, depth);
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (answer.effects[i].more == 0) continue;
        items[i].first->addChild(
            makeNote(tr("and %1 more").arg(exactNumber(answer.effects[i].more)),
                     tr("Go to the event above to see more of what it caused")));
    }
    const auto row = itemDelegate()->sizeHint({}, indexFromItem(m_self));
    header()->setMinimumSectionSize((deepest + 1) * indentation() + row.width());
}

void CauseTreeView::drawBranches(QPainter *painter, const QRect &rect,
                                 const QModelIndex &index) const
{
    if (const auto color = CauseDelegate::background(m_theme, index, false); color.isValid())
        painter->fillRect(rect, color);
    if (model()->rowCount(index) == 0) return;
    const QPointF middle(rect.right() - indentation() / 2.0 + 1, rect.center().y() + 0.5);
    paintBranchArrow(*painter, middle, isExpanded(index), m_theme.color(ColorRole::MutedText));
}

} // namespace playhead
