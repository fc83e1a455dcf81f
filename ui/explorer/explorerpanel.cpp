// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/explorerpanel.h"

#include "explorer/explorerdelegate.h"
#include "numbertext.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace playhead {
namespace {

constexpr std::size_t manyNames = 24;

/// Shows only `id`; everything where only `id` is shown already.
template <class Value, class Ids>
QSet<Value> hiddenForOnly(const QSet<Value> &hidden, const Ids &all, Value id)
{
    QSet<Value> others;
    for (const auto other : all)
        if (other != id) others.insert(other);
    return hidden == others ? QSet<Value>() : others;
}

template <class Value> void toggle(QSet<Value> &hidden, Value id)
{
    if (!hidden.remove(id)) hidden.insert(id);
}

} // namespace

ExplorerPanel::ExplorerPanel(ViewState &view, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_theme(theme),
      m_model(new ExplorerModel(view, this)),
      m_filter(new QLineEdit(this)),
      m_list(new QListView(this))
{
    setAccessibleName(tr("Explorer"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_filter->setObjectName(QStringLiteral("nameFilter"));
    m_filter->setPlaceholderText(tr("Filter names"));
    m_filter->setAccessibleName(tr("Filter participants and event types"));
    m_filter->setToolTip(tr("Lists only names that contain this text"));
    m_filter->setClearButtonEnabled(true);
    m_filter->hide();
    connect(m_filter, &QLineEdit::textChanged, m_model, &ExplorerModel::setNameFilter);
    connect(m_model, &ExplorerModel::countsChanged, this, [this] {
        m_filter->setVisible(m_model->nameCount() > manyNames || !m_filter->text().isEmpty());
    });

    m_list->setAccessibleName(tr("Participants, event types, findings and bookmarks"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new ExplorerDelegate(theme, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->viewport()->installEventFilter(this);
    m_list->installEventFilter(this);
    connect(m_list, &QWidget::customContextMenuRequested, this, &ExplorerPanel::showMenu);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(4);
    auto *filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(12, 0, 12, 0);
    filterRow->addWidget(m_filter);
    column->addLayout(filterRow);
    column->addWidget(m_list, 1);
    connect(&view, &ViewState::logChanged, this, [this] { m_visited.reset(); });
    connect(&theme, &Theme::changed, this, &ExplorerPanel::applyTheme);
    applyTheme();
}

void ExplorerPanel::applyTheme()
{
    auto palette = m_list->palette();
    palette.setColor(QPalette::Base, m_theme.color(ColorRole::Window));
    palette.setColor(QPalette::Text, m_theme.color(ColorRole::Text));
    m_list->setPalette(palette);
    m_list->viewport()->update();
    update();
}

void ExplorerPanel::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), m_theme.color(ColorRole::Window));
}

bool ExplorerPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list->viewport() && event->type() == QEvent::MouseButtonRelease)
        return pressed(static_cast<QMouseEvent *>(event));
    if (watched == m_list && event->type() == QEvent::KeyPress)
        return keyPressed(static_cast<QKeyEvent *>(event));
    return QWidget::eventFilter(watched, event);
}

bool ExplorerPanel::pressed(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) return false;
    const auto index = m_list->indexAt(event->pos());
    if (!index.isValid()) return false;
    const auto kind = static_cast<ExplorerRow>(index.data(ExplorerModel::RowRole).toInt());
    const auto box = ExplorerDelegate::checkRect(m_list->visualRect(index)).adjusted(-6, -6, 4, 6);
    auto choice = choiceFor(index, event->modifiers());
    if (kind == ExplorerRow::Participant && choice == Choice::Only && box.contains(event->pos()))
        choice = Choice::Toggle;
    activate(index, choice);
    return false;
}

bool ExplorerPanel::keyPressed(QKeyEvent *event)
{
    const auto index = m_list->currentIndex();
    if (!index.isValid()) return false;
    switch (event->key()) {
    case Qt::Key_Space: activate(index, Choice::Toggle); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: activate(index, choiceFor(index, event->modifiers())); return true;
    case Qt::Key_F2:
        if (index.flags().testFlag(Qt::ItemIsEditable)) m_list->edit(index);
        return true;
    case Qt::Key_Delete: removeBookmark(index); return true;
    default: return false;
    }
}

ExplorerPanel::Choice ExplorerPanel::choiceFor(const QModelIndex &index, Qt::KeyboardModifiers keys)
{
    const auto kind = static_cast<ExplorerRow>(index.data(ExplorerModel::RowRole).toInt());
    if (kind == ExplorerRow::Finding && keys.testFlag(Qt::ShiftModifier)) return Choice::Previous;
    return keys.testFlag(Qt::ControlModifier) ? Choice::Add : Choice::Only;
}

void ExplorerPanel::activate(const QModelIndex &index, Choice choice)
{
    const auto kind = static_cast<ExplorerRow>(index.data(ExplorerModel::RowRole).toInt());
    const auto id = index.data(ExplorerModel::IdRole).toULongLong();
    switch (kind) {
    case ExplorerRow::Group: m_model->toggleGroup(static_cast<Role>(id)); break;
    case ExplorerRow::Participant:
    case ExplorerRow::Type: choose(kind, id, choice); break;
    case ExplorerRow::Bookmark: m_view.setPlayhead(Position(id)); break;
    case ExplorerRow::Finding:
        goToFinding(id, choice != Choice::Previous);
        showFindings(id);
        break;
    case ExplorerRow::Counted: {
        const auto counted = static_cast<CountedSteps>(id);
        if (counted == CountedSteps::Skipped) return showSkipped();
        if (const auto next = m_model->nextStepOf(counted); next.isValid())
            m_view.setPlayhead(next);
        break;
    }
    case ExplorerRow::Caption:
        if (!index.data(ExplorerModel::LinkRole).toString().isEmpty()) editFindingLimits();
        break;
    case ExplorerRow::Hint: break;
    }
}

void ExplorerPanel::choose(ExplorerRow kind, quint64 id, Choice choice)
{
    auto visibility = m_view.visibility();
    const auto log = m_view.log();
    if (!log || !m_model->counts()) return;
    const auto apply = [choice](auto &hidden, auto value, const auto &all) {
        if (choice == Choice::Only) hidden = hiddenForOnly(hidden, all, value);
        if (choice == Choice::Add || choice == Choice::Toggle) toggle(hidden, value);
        if (choice == Choice::ShowAll) hidden.clear();
    };
    if (kind == ExplorerRow::Participant) {
        QList<std::uint16_t> all;
        for (std::size_t i = 1; i <= log->participants().size(); ++i)
            all.append(static_cast<std::uint16_t>(i));
        apply(visibility.hiddenParticipants, static_cast<std::uint16_t>(id), all);
    } else {
        QList<std::uint32_t> all;
        for (const auto &type : m_model->counts()->whole.types)
            all.append(type.type.value());
        apply(visibility.hiddenTypes, static_cast<std::uint32_t>(id), all);
    }
    m_view.setVisibility(visibility);
}

void ExplorerPanel::goToFinding(quint64 id, bool forward)
{
    const auto findings = m_model->findings().findings();
    const auto *row = m_model->findingRow(id);
    if (!findings || !row) return;
    // From one end, and then on from wherever the person has gone to meanwhile.
    const bool again = std::exchange(m_visited, id) == id;
    const auto here = again ? m_view.playhead() : Position();
    const auto listed = listedFindings(*findings, *row);
    const auto shown = shownFindings(listed, *m_view.rows());
    const auto next = findingBeside(shown.empty() ? listed : shown, here, forward);
    if (next.isValid()) m_view.setPlayhead(next);
}

void ExplorerPanel::showFindings(quint64 id)
{
    const auto findings = m_model->findings().findings();
    const auto *row = m_model->findingRow(id);
    if (!findings || !row) return;
    auto *dialog = m_dialog.data();
    if (!dialog) {
        m_dialog = dialog = new FindingDialog(m_view, m_theme, this);
        connect(dialog, &FindingDialog::nextRequested, this, [this](bool forward) {
            if (m_visited) goToFinding(*m_visited, forward);
        });
    }
    dialog->showFindings(*row, listedFindings(*findings, *row), findings->upTo);
    if (dialog->isVisible()) return;
    placeDialog(*dialog);
    dialog->show();
}

void ExplorerPanel::placeDialog(QWidget &dialog) const
{
    // At the foot of the window, away from the list and the rows: both have to be in sight.
    const auto *host = window();
    const auto room = host->rect().adjusted(12, 12, -12, -12);
    const QPoint corner(room.right() - dialog.width(), room.bottom() - dialog.height());
    const auto beside = mapTo(host, QPoint(width() + 12, 0));
    dialog.move(host->mapToGlobal(
        QPoint(std::max(corner.x(), beside.x()), std::max(corner.y(), beside.y()))));
}

void ExplorerPanel::removeBookmark(const QModelIndex &index)
{
    const auto kind = static_cast<ExplorerRow>(index.data(ExplorerModel::RowRole).toInt());
    if (kind == ExplorerRow::Bookmark)
        m_view.toggleBookmark(Position(index.data(ExplorerModel::IdRole).toULongLong()));
}

void ExplorerPanel::editFindingLimits()
{
    if (!m_limits) {
        m_limits = new FindingLimitsDialog(m_model->findings().limits(), m_theme, this);
        connect(m_limits, &FindingLimitsDialog::chosen, this, [this](const FindingLimits &limits) {
            m_model->setFindingLimits(limits);
            emit findingLimitsChosen(limits);
        });
    }
    m_limits->show();
    m_limits->raise();
}

void ExplorerPanel::showSkipped()
{
    if (!m_view.log()) return;
    auto *dialog = new QDialog(this);
    dialog->setObjectName(QStringLiteral("skippedDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Skipped records"));
    auto *text = new QPlainTextEdit(dialog);
    text->setReadOnly(true);
    text->setFont(m_theme.dataFont());
    text->setAccessibleName(tr("Skipped records with line and reason"));
    QStringList lines;
    const auto skipped = m_view.log()->skipped();
    for (const auto &record : skipped) {
        const auto place = record.line > 0 ? tr("line %1").arg(exactNumber(record.line))
                                           : tr("byte %1").arg(exactNumber(record.offset));
        lines.append(QStringLiteral("%1: %2").arg(place, QString::fromStdString(record.reason)));
    }
    const auto count = m_view.log()->skippedCount();
    if (count > skipped.size())
        lines.append(tr("… and %1 more").arg(exactNumber(count - skipped.size())));
    text->setPlainText(lines.join(QLatin1Char('\n')));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto *column = new QVBoxLayout(dialog);
    column->addWidget(text);
    column->addWidget(buttons);
    dialog->resize(640, 360);
    dialog->show();
}

} // namespace playhead
