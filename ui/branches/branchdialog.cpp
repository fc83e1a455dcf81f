// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/branchdialog.h"

#include "inspector/inspectortext.h"
#include "numbertext.h"

#include <QVBoxLayout>

namespace playhead {

BranchDialog::BranchDialog(ViewState &view, const BranchComparer &comparer, const Theme &theme,
                           QWidget *parent)
    : QDialog(parent),
      m_view(view),
      m_comparer(comparer),
      m_doubts(new DoubtModel(this)),
      m_tabs(new UnderlineTabBar(theme, this)),
      m_pages(new QStackedWidget(this)),
      m_heading(new ToneLabel(theme, ColorRole::MutedText, this)),
      m_changes(new ChangesView(theme, tr("branch"))),
      m_doubtTable(makeTable(m_doubts, theme, tr("Recorded events that are in doubt"), nullptr))
{
    setObjectName(QStringLiteral("branchDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_heading->setObjectName(QStringLiteral("branchHeading"));
    m_heading->setContentsMargins(14, 10, 14, 8);
    m_tabs->setAccessibleName(tr("What to show of the branch"));
    m_tabs->addTab({});
    m_tabs->addTab({});
    m_doubtTable->setObjectName(QStringLiteral("doubtTable"));
    m_doubtTable->setColumnWidth(DoubtModel::EventColumn, 240);
    m_doubtTable->setColumnWidth(DoubtModel::CauseColumn, 240);
    m_pages->addWidget(m_changes);
    m_pages->addWidget(withMargin(m_doubtTable));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_tabs);
    column->addWidget(m_heading);
    column->addWidget(m_pages, 1);
    resize(820, 520);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int page) {
        m_pages->setCurrentIndex(page);
        showAnswer();
    });
    connect(m_changes, &ChangesView::chosen, this, &BranchDialog::goToChange);
    for (auto signal : {&QTreeView::clicked, &QTreeView::activated})
        connect(m_doubtTable, signal, this, &BranchDialog::goToDoubt);
    connect(&comparer, &BranchComparer::changed, this, &BranchDialog::showAnswer);
    connect(&view, &ViewState::logChanged, this, &QDialog::close);
    connect(&theme, &Theme::changed, this,
            [this, &theme] { m_doubtTable->setFont(theme.dataFont()); });
    showAnswer();
}

void BranchDialog::showPage(Page page)
{
    m_tabs->setCurrentIndex(static_cast<int>(page));
    if (page == Page::States)
        m_changes->setFocus();
    else
        m_doubtTable->setFocus();
}

void BranchDialog::showAnswer()
{
    const auto &answer = m_comparer.answer();
    const auto changes = answer ? answer->changes.size() : 0;
    const auto doubts = answer ? answer->doubts.size() : 0;
    m_tabs->setTabText(0, tr("States that end differently: %1").arg(exactNumber(changes)));
    m_tabs->setTabText(1, tr("Events in doubt: %1").arg(exactNumber(doubts)));
    if (!answer)
        m_heading->setText(tr("Nothing is compared: there is no branch, or it has no edits"));
    else if (m_pages->currentIndex() == 0)
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
    m_changes->setChanges(answer ? ChangeRowsPtr(answer, &answer->changes) : nullptr);
    m_doubts->setAnswer(answer);
}

void BranchDialog::goToChange(const ChangeRow &change)
{
    const auto log = m_view.log();
    if (!log) return;
    m_view.setPlayhead(change.change.from);
    const auto subject = log->names().find(change.change.partition);
    if (subject.isValid() && m_answer->question.projection->isPerSubject())
        m_view.setPinnedSubject(subject);
}

void BranchDialog::goToDoubt(const QModelIndex &index)
{
    if (const auto *doubt = m_doubts->at(index.row())) m_view.setPlayhead(doubt->position);
}

} // namespace playhead
