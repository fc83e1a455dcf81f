// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/branchdialog.h"

#include "branches/edittext.h"
#include "inspector/inspectortext.h"
#include "numbertext.h"

#include <QApplication>
#include <QButtonGroup>
#include <QClipboard>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

namespace playhead {
namespace {

constexpr int tableMargin = 11; // so that its texts begin where the others do

QWidget *withMargin(QWidget *table)
{
    auto *both = new QWidget;
    auto *row = new QHBoxLayout(both);
    row->setContentsMargins(tableMargin, 0, tableMargin, 0);
    row->addWidget(table);
    return both;
}

} // namespace

BranchDialog::BranchDialog(ViewState &view, const BranchComparer &comparer, const Theme &theme,
                           QWidget *parent)
    : QDialog(parent),
      m_view(view),
      m_comparer(comparer),
      m_theme(theme),
      m_changes(new ChangeModel(this)),
      m_doubts(new DoubtModel(this)),
      m_tabs(new UnderlineTabBar(theme, this)),
      m_pages(new QStackedWidget(this)),
      m_heading(new ToneLabel(theme, ColorRole::MutedText, this)),
      m_job([this](const Shown &shown) {
          if (shown.partition != m_partition) return;
          m_tree->setTree(shown.tree);
          m_tree->scrollTo(m_tree->json().indexOf(shown.first));
          m_patch->setPlainText(shown.patch);
      })
{
    setObjectName(QStringLiteral("branchDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_heading->setObjectName(QStringLiteral("branchHeading"));
    m_heading->setContentsMargins(14, 10, 14, 8);
    m_tabs->setAccessibleName(tr("What to show of the branch"));
    m_tabs->addTab({});
    m_tabs->addTab({});
    m_pages->addWidget(makeStates());
    m_doubtTable = makeTable(m_doubts, tr("Recorded events that are in doubt"));
    m_doubtTable->setObjectName(QStringLiteral("doubtTable"));
    m_pages->addWidget(withMargin(m_doubtTable));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_tabs);
    column->addWidget(m_heading);
    column->addWidget(m_pages, 1);
    resize(820, 520);
    m_doubtTable->setColumnWidth(DoubtModel::EventColumn, 240);
    m_doubtTable->setColumnWidth(DoubtModel::CauseColumn, 240);
    m_changeTable->setColumnWidth(ChangeModel::PartitionColumn, 170);
    m_changeTable->setColumnWidth(ChangeModel::FromColumn, 90);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int page) {
        m_pages->setCurrentIndex(page);
        showAnswer();
    });
    for (auto signal : {&QTreeView::clicked, &QTreeView::activated}) {
        connect(m_changeTable, signal, this, &BranchDialog::goToChange);
        connect(m_doubtTable, signal, this, &BranchDialog::goToDoubt);
    }
    connect(m_changeTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &BranchDialog::showChange);
    connect(&comparer, &BranchComparer::changed, this, &BranchDialog::showAnswer);
    connect(&view, &ViewState::logChanged, this, &QDialog::close);
    connect(&theme, &Theme::changed, this, &BranchDialog::applyTheme);
    applyTheme();
    showAnswer();
}

QTreeView *BranchDialog::makeTable(QAbstractItemModel *model, const QString &name)
{
    auto *table = new QTreeView(this);
    table->setAccessibleName(name);
    table->setModel(model);
    table->setItemDelegate(new AiryDelegate(table));
    table->setRootIsDecorated(false);
    table->setUniformRowHeights(true);
    table->setAllColumnsShowFocus(true);
    table->setFrameShape(QFrame::NoFrame);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->header()->setStretchLastSection(true);
    table->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->header()->setStyleSheet(QStringLiteral("QHeaderView::section { padding-left: 3px; }"));
    return table;
}

QWidget *BranchDialog::makeStates()
{
    m_changeTable = makeTable(m_changes, tr("States that end differently"));
    m_changeTable->setObjectName(QStringLiteral("changeTable"));
    m_tree = new JsonView(m_theme);
    m_tree->setAccessibleName(tr("Difference as a tree"));
    m_patch = new QPlainTextEdit;
    m_patch->setObjectName(QStringLiteral("patchText"));
    m_patch->setAccessibleName(tr("Difference as JSON Patch"));
    m_patch->setReadOnly(true);
    m_patch->setTabChangesFocus(true);
    m_patch->setFrameShape(QFrame::NoFrame);
    m_difference = new QStackedWidget;
    m_difference->addWidget(m_tree);
    m_difference->addWidget(m_patch);
    auto *lower = new QWidget;
    auto *rows = new QVBoxLayout(lower);
    rows->setContentsMargins({});
    rows->setSpacing(4);
    rows->addWidget(makeDifferenceHeader());
    rows->addWidget(m_difference, 1);
    auto *split = new QSplitter(Qt::Vertical);
    split->setHandleWidth(1);
    split->setChildrenCollapsible(false);
    split->addWidget(withMargin(m_changeTable));
    split->addWidget(lower);
    split->setSizes({190, 260});
    return split;
}

QWidget *BranchDialog::makeDifferenceHeader()
{
    auto *header = new QWidget;
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(14, 6, 10, 0);
    m_which = new ToneLabel(m_theme, ColorRole::MutedText);
    m_which->setObjectName(QStringLiteral("differenceOf"));
    m_asTree = makeTextButton(tr("Tree"), tr("Show the difference as a tree"), header);
    m_asPatch = makeTextButton(
        tr("JSON Patch"), tr("Show what leads from the log's state to the branch's (RFC 6902)"),
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
            [this](bool patch) { m_difference->setCurrentIndex(patch ? 1 : 0); });
    connect(m_copy, &QToolButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_patch->toPlainText()); });
    row->addWidget(m_which);
    row->addStretch(1);
    for (auto *button : {m_asTree, m_asPatch, m_copy})
        row->addWidget(button);
    return header;
}

void BranchDialog::showPage(Page page)
{
    m_tabs->setCurrentIndex(static_cast<int>(page));
    (page == Page::States ? m_changeTable : m_doubtTable)->setFocus();
}

void BranchDialog::showAnswer()
{
    const auto &answer = m_comparer.answer();
    const auto changes = answer ? answer->changes.size() : 0;
    const auto doubts = answer ? answer->doubts.size() : 0;
    m_tabs->setTabText(0, tr("States that end differently: %1").arg(exactNumber(changes)));
    m_tabs->setTabText(1, tr("Events in doubt: %1").arg(exactNumber(doubts)));
    const bool states = m_pages->currentIndex() == 0;
    if (!answer)
        m_heading->setText(tr("Nothing is compared: there is no branch, or it has no edits"));
    else if (states)
        m_heading->setText(changes == 0
                               ? tr("With these edits, every state ends as it does in the log")
                               : tr("At the end of the log. A click goes to where it begins"));
    else
        m_heading->setText(doubts == 0
                               ? tr("No recorded event is known to depend on a changed one")
                               : tr("Recorded after something that is different in the branch: "
                                    "perhaps they would not have happened, or not so"));
    if (answer == m_answer) return;
    m_answer = answer;
    setWindowTitle(answer ? tr("What if: %1").arg(toText(answer->question.branch->name()))
                          : tr("What if"));
    const auto kept = m_partition;
    {
        const QSignalBlocker quiet(m_changeTable->selectionModel());
        m_changes->setAnswer(answer);
        m_doubts->setAnswer(answer);
    }
    m_changeTable->setCurrentIndex(m_changes->index(std::max(0, m_changes->rowOf(kept)), 0));
    showChange();
}

void BranchDialog::showChange()
{
    m_job.cancel();
    const int row = m_changeTable->currentIndex().row();
    const auto *change = m_changes->at(row);
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
    m_which->setText(m_changes->index(row, 0).data().toString());
    m_job.request([answer = m_answer, row](const std::stop_token &) {
        const auto &wanted = answer->changes[static_cast<std::size_t>(row)];
        const auto &patch = wanted.change.patch;
        return Shown{wanted.partition, makeJsonDifference(wanted.change.log, wanted.change.branch),
                     toText(patch.dump(2, ' ', false, Json::error_handler_t::replace)),
                     patch.empty() ? QString()
                                   : pathText(patch.front().value("path", std::string()))};
    });
}

void BranchDialog::goToChange(const QModelIndex &index)
{
    const auto *change = m_changes->at(index.row());
    const auto log = m_view.log();
    if (!change || !log) return;
    m_view.setPlayhead(change->change.from);
    const auto subject = log->names().find(change->change.partition);
    if (subject.isValid() && m_answer->question.projection->isPerSubject())
        m_view.setPinnedSubject(subject);
}

void BranchDialog::goToDoubt(const QModelIndex &index)
{
    if (const auto *doubt = m_doubts->at(index.row())) m_view.setPlayhead(doubt->position);
}

void BranchDialog::applyTheme()
{
    for (auto *table : {m_changeTable, m_doubtTable})
        table->setFont(m_theme.dataFont());
    m_which->setFont(m_theme.dataFont());
    m_patch->setFont(m_theme.dataFont());
}

} // namespace playhead
