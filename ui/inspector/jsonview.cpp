// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/jsonview.h"

#include "inspector/inspectorwidgets.h"
#include "inspector/jsondelegate.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

namespace playhead {
namespace {

/// Small containers near the top are open from the start.
constexpr int openDepth = 2;
constexpr int openMembers = 12;

} // namespace

JsonView::JsonView(const Theme &theme, QWidget *parent)
    : QTreeView(parent), m_theme(theme), m_model(new JsonModel(this))
{
    setModel(m_model);
    setItemDelegate(new JsonDelegate(theme, this));
    setHeaderHidden(true);
    setFrameShape(QFrame::NoFrame);
    setIndentation(14);
    setUniformRowHeights(true);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setVerticalScrollMode(ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
    header()->setStretchLastSection(true);
    header()->setMinimumSectionSize(40);
    connect(this, &QWidget::customContextMenuRequested, this, &JsonView::showMenu);
    connect(this, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        if (!m_restoring) {
            m_opened.insert(index.data(JsonModel::PathRole).toString());
            m_closed.remove(index.data(JsonModel::PathRole).toString());
        }
        updateGeometry();
    });
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex &index) {
        if (!m_restoring) {
            m_closed.insert(index.data(JsonModel::PathRole).toString());
            m_opened.remove(index.data(JsonModel::PathRole).toString());
        }
        updateGeometry();
    });
    connect(&theme, &Theme::changed, this, &JsonView::applyTheme);
    applyTheme();
}

void JsonView::applyTheme()
{
    setFont(m_theme.dataFont());
    auto colors = palette();
    colors.setColor(QPalette::Base, m_theme.color(ColorRole::Window));
    colors.setColor(QPalette::Text, m_theme.color(ColorRole::Text));
    setPalette(colors);
    viewport()->update();
}

void JsonView::setTree(const JsonTreePtr &tree)
{
    if (tree != m_model->tree()) replace([&] { m_model->setTree(tree); });
}

void JsonView::setSides(const QString &shown, const QString &other)
{
    const bool had = m_model->hasSides();
    if (had == shown.isEmpty())
        replace([&] { m_model->setSides(shown, other); });
    else
        m_model->setSides(shown, other);
    setHeaderHidden(!m_model->hasSides());
}

void JsonView::replace(const std::function<void()> &change)
{
    const auto scroll = verticalScrollBar()->value();
    const auto current = currentIndex().data(JsonModel::PathRole).toString();
    m_restoring = true;
    change();
    openRemembered({}, 0);
    m_restoring = false;
    if (const auto index = m_model->indexOf(current); index.isValid()) setCurrentIndex(index);
    verticalScrollBar()->setValue(scroll);
    fitKeys();
    updateGeometry();
}

bool JsonView::select(const QStringList &keys)
{
    const auto index = m_model->indexOf(keys.join(QLatin1Char('.')));
    if (!index.isValid()) return false;
    setCurrentIndex(index); // opens what hides it
    scrollTo(index);
    return true;
}

void JsonView::openRemembered(const QModelIndex &parent, int depth)
{
    for (int row = 0; row < m_model->rowCount(parent); ++row) {
        const auto index = m_model->index(row, 0, parent);
        const auto members = m_model->rowCount(index);
        if (members == 0) continue;
        const auto path = index.data(JsonModel::PathRole).toString();
        const bool small = depth < openDepth && members <= openMembers;
        if (!m_opened.contains(path) && (m_closed.contains(path) || !small)) continue;
        expand(index);
        openRemembered(index, depth + 1);
    }
}

void JsonView::setSearch(const QString &text)
{
    m_model->setSearch(text);
    const auto found = m_model->matches();
    if (!found.isEmpty() && !found.contains(currentIndex().siblingAtColumn(0)))
        setCurrentIndex(found.first());
    viewport()->update();
}

int JsonView::matchCount() const
{
    return static_cast<int>(m_model->matches().size());
}

bool JsonView::goMatch(bool forward)
{
    const auto found = m_model->matches();
    if (found.isEmpty()) return false;
    const auto at = found.indexOf(currentIndex().siblingAtColumn(0));
    const auto count = found.size();
    const auto next = at < 0 ? (forward ? 0 : count - 1) : (at + (forward ? 1 : count - 1)) % count;
    setCurrentIndex(found[next]); // opens what hides it
    return true;
}

void JsonView::revealChange()
{
    constexpr int mostRows = 20'000; // of what is open: more would be felt
    QModelIndex first;
    auto index = m_model->index(0, 0);
    for (int row = 0; index.isValid() && row < mostRows; index = indexBelow(index), ++row) {
        if (index.data(JsonModel::ChangeRole).toInt() == static_cast<int>(JsonChange::None))
            continue;
        if (viewport()->rect().contains(visualRect(index).center())) return;
        if (!first.isValid()) first = index;
    }
    if (first.isValid()) scrollTo(first);
}

void JsonView::setFitsContent(bool fits)
{
    m_fitsContent = fits;
    const auto policy = fits ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded;
    setVerticalScrollBarPolicy(policy);
    setSizePolicy(QSizePolicy::Expanding, fits ? QSizePolicy::Fixed : QSizePolicy::Expanding);
}

QSize JsonView::sizeHint() const
{
    if (!m_fitsContent) return QTreeView::sizeHint();
    const int rows = openRows({});
    const int height = rows == 0 ? 0 : rows * rowHeight(m_model->index(0, 0));
    return {200, height};
}

/// Counted in the model: the view knows its rows only once it has laid them out.
int JsonView::openRows(const QModelIndex &parent) const
{
    int rows = m_model->rowCount(parent);
    for (int row = rows - 1; row >= 0; --row)
        if (const auto index = m_model->index(row, 0, parent); isExpanded(index))
            rows += openRows(index);
    return rows;
}

QSize JsonView::minimumSizeHint() const
{
    return m_fitsContent ? QSize(120, sizeHint().height()) : QSize(120, 60);
}

void JsonView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    fitKeys();
}

/// As wide as the names in view need, and never so wide that values have no room.
void JsonView::fitKeys()
{
    const bool hasSides = m_model->hasSides();
    const int width = viewport()->width();
    const int most = std::max(90, hasSides ? width * 2 / 5 : width * 11 / 20);
    const int wanted = sizeHintForColumn(JsonModel::KeyColumn) + 16;
    const int keys = std::clamp(wanted, std::min(most, hasSides ? 90 : 130), most);
    setColumnWidth(JsonModel::KeyColumn, keys);
    if (hasSides) setColumnWidth(JsonModel::ValueColumn, (width - keys) / 2);
}

void JsonView::drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    // The row's background reaches under the indentation.
    if (const auto background =
            JsonDelegate::background(m_theme, index, selectionModel()->isSelected(index));
        background.isValid())
        painter->fillRect(rect, background);
    if (m_model->rowCount(index.siblingAtColumn(0)) == 0) return;
    const QPointF middle(rect.right() - indentation() / 2.0 + 1, rect.center().y() + 0.5);
    paintBranchArrow(*painter, middle, isExpanded(index), m_theme.color(ColorRole::MutedText));
}

void JsonView::copyValue(const QModelIndex &index) const
{
    const auto column = std::max(index.column(), int(JsonModel::ValueColumn));
    auto text = index.siblingAtColumn(column).data().toString();
    if (text.size() > 1 && text.startsWith(QLatin1Char('"')) && text.endsWith(QLatin1Char('"')))
        text = text.mid(1, text.size() - 2);
    QApplication::clipboard()->setText(text);
}

void JsonView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy) && currentIndex().isValid()) {
        copyValue(currentIndex());
        return;
    }
    if (m_asksWhy && event->key() == Qt::Key_Y && event->modifiers() == Qt::NoModifier) {
        askWhy();
        return;
    }
    QTreeView::keyPressEvent(event);
}

void JsonView::setAsksWhy(bool asks)
{
    m_asksWhy = asks;
    setToolTip(asks ? tr("Double click or Y: why is this value what it is?") : QString());
}

bool JsonView::askWhy()
{
    const auto index = currentIndex();
    if (!m_asksWhy || !index.isValid() || index.data(JsonModel::SummaryRole).toBool()) return false;
    emit whyAsked(index.data(JsonModel::KeysRole).toStringList());
    return true;
}

/// A row with rows below it opens and closes on a double click; the others have no other use for
/// it.
void JsonView::mouseDoubleClickEvent(QMouseEvent *event)
{
    QTreeView::mouseDoubleClickEvent(event);
    const auto index = indexAt(event->pos()).siblingAtColumn(0);
    if (event->button() == Qt::LeftButton && index.isValid() && m_model->rowCount(index) == 0)
        askWhy();
}

void JsonView::showMenu(const QPoint &at)
{
    const auto index = indexAt(at);
    if (!index.isValid()) return;
    QMenu menu(this);
    if (m_asksWhy && !index.data(JsonModel::SummaryRole).toBool()) {
        menu.addAction(tr("Why this value?\tY"), this, [this, index] {
            setCurrentIndex(index);
            askWhy();
        });
        menu.addSeparator();
    }
    menu.addAction(tr("Copy value"), this, [this, index] { copyValue(index); });
    menu.addAction(tr("Copy path"), this, [index] {
        QApplication::clipboard()->setText(index.data(JsonModel::PathRole).toString());
    });
    menu.addSeparator();
    menu.addAction(tr("Open all"), this,
                   [this, index] { expandRecursively(index.siblingAtColumn(0)); });
    menu.addAction(tr("Close"), this, [this, index] { collapse(index.siblingAtColumn(0)); });
    menu.exec(viewport()->mapToGlobal(at));
}

} // namespace playhead
