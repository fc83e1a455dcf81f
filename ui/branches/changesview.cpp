// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/changesview.h"

#include "branches/edittext.h"
#include "inspector/inspectortext.h"

#include <QApplication>
#include <QButtonGroup>
#include <QClipboard>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

namespace playhead {
namespace {

constexpr int tableMargin = 11;

} // namespace

QTreeView *makeTable(QAbstractItemModel *model, const Theme &theme, const QString &accessibleName,
                     QWidget *parent)
{
    auto *table = new QTreeView(parent);
    table->setAccessibleName(accessibleName);
    table->setModel(model);
    table->setItemDelegate(new AiryDelegate(table));
    table->setRootIsDecorated(false);
    table->setUniformRowHeights(true);
    table->setAllColumnsShowFocus(true);
    table->setFrameShape(QFrame::NoFrame);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setFont(theme.dataFont());
    table->header()->setStretchLastSection(true);
    table->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->header()->setStyleSheet(QStringLiteral("QHeaderView::section { padding-left: 3px; }"));
    return table;
}

QWidget *withMargin(QWidget *table)
{
    auto *both = new QWidget;
    auto *row = new QHBoxLayout(both);
    row->setContentsMargins(tableMargin, 0, tableMargin, 0);
    row->addWidget(table);
    return both;
}

ChangesView::ChangesView(const Theme &theme, const QString &otherName, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_otherName(otherName),
      m_model(new ChangeModel(tr("Log \u2192 %1").arg(otherName), this)),
      m_table(makeTable(m_model, theme, tr("States that end differently"), this)),
      m_job([this](const Shown &shown) {
          if (shown.partition != m_partition) return;
          m_tree->setTree(shown.tree);
          m_tree->scrollTo(m_tree->json().indexOf(shown.first));
          m_patch->setPlainText(shown.patch);
      })
{
    m_table->setObjectName(QStringLiteral("changeTable"));
    m_table->setColumnWidth(ChangeModel::PartitionColumn, 170);
    m_table->setColumnWidth(ChangeModel::FromColumn, 90);
    setFocusProxy(m_table);
    auto *split = new QSplitter(Qt::Vertical);
    split->setHandleWidth(1);
    split->setChildrenCollapsible(false);
    split->addWidget(withMargin(m_table));
    split->addWidget(makeDifference());
    split->setSizes({190, 260});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(split);
    for (auto signal : {&QTreeView::clicked, &QTreeView::activated}) {
        connect(m_table, signal, this, [this](const QModelIndex &index) {
            if (const auto *change = m_model->at(index.row())) emit chosen(*change);
        });
    }
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ChangesView::showCurrent);
    connect(&theme, &Theme::changed, this, &ChangesView::applyTheme);
    applyTheme();
    showCurrent();
}

QWidget *ChangesView::makeDifference()
{
    m_tree = new JsonView(m_theme);
    m_tree->setAccessibleName(tr("Difference as a tree"));
    m_patch = new QPlainTextEdit;
    m_patch->setObjectName(QStringLiteral("patchText"));
    m_patch->setAccessibleName(tr("Difference as JSON Patch"));
    m_patch->setReadOnly(true);
    m_patch->setTabChangesFocus(true);
    m_patch->setFrameShape(QFrame::NoFrame);
    m_pages = new QStackedWidget;
    m_pages->addWidget(m_tree);
    m_pages->addWidget(m_patch);
    auto *lower = new QWidget;
    auto *rows = new QVBoxLayout(lower);
    rows->setContentsMargins({});
    rows->setSpacing(4);
    rows->addWidget(makeHeader());
    rows->addWidget(m_pages, 1);
    return lower;
}

QWidget *ChangesView::makeHeader()
{
    auto *header = new QWidget;
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(14, 6, 10, 0);
    m_which = new ToneLabel(m_theme, ColorRole::MutedText);
    m_which->setObjectName(QStringLiteral("differenceOf"));
    m_asTree = makeTextButton(tr("Tree"), tr("Show the difference as a tree"), header);
    m_asPatch = makeTextButton(
        tr("JSON Patch"),
        tr("Show what leads from the log's state to that of the %1 (RFC 6902)").arg(m_otherName),
        header);
    m_copy = makeTextButton(tr("Copy patch"), tr("Copy the difference as JSON Patch"), header);
    m_asPatch->setObjectName(QStringLiteral("asPatch"));
    m_copy->setObjectName(QStringLiteral("copyPatch"));
    auto *group = new QButtonGroup(header);
    for (auto *button : {m_asTree, m_asPatch}) {
        button->setCheckable(true);
        group->addButton(button);
    }
    m_asTree->setChecked(true);
    connect(m_asPatch, &QToolButton::toggled, this,
            [this](bool patch) { m_pages->setCurrentIndex(patch ? 1 : 0); });
    connect(m_copy, &QToolButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_patch->toPlainText()); });
    row->addWidget(m_which);
    row->addStretch(1);
    for (auto *button : {m_asTree, m_asPatch, m_copy})
        row->addWidget(button);
    return header;
}

void ChangesView::setChanges(const ChangeRowsPtr &changes)
{
    const auto kept = m_partition;
    {
        const QSignalBlocker quiet(m_table->selectionModel());
        m_changes = changes;
        m_model->setChanges(changes);
    }
    m_table->setCurrentIndex(m_model->index(std::max(0, m_model->rowOf(kept)), 0));
    showCurrent();
}

void ChangesView::showCurrent()
{
    m_job.cancel();
    const int row = m_table->currentIndex().row();
    const auto *change = m_model->at(row);
    for (auto *button : {m_asTree, m_asPatch, m_copy})
        button->setEnabled(change != nullptr);
    if (!change) {
        m_partition.clear();
        m_which->setText({});
        m_tree->setTree({});
        m_patch->clear();
        return;
    }
    m_partition = change->partition;
    m_which->setText(m_model->index(row, 0).data().toString());
    m_job.request([changes = m_changes, row](const std::stop_token &) {
        const auto &wanted = (*changes)[static_cast<std::size_t>(row)];
        const auto &patch = wanted.change.patch;
        return Shown{wanted.partition, makeJsonDifference(wanted.change.log, wanted.change.branch),
                     toText(patch.dump(2, ' ', false, Json::error_handler_t::replace)),
                     patch.empty() ? QString()
                                   : pathText(patch.front().value("path", std::string()))};
    });
}

void ChangesView::applyTheme()
{
    m_table->setFont(m_theme.dataFont());
    m_which->setFont(m_theme.dataFont());
    m_patch->setFont(m_theme.dataFont());
}

} // namespace playhead
