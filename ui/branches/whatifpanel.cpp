// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/whatifpanel.h"

#include "branches/editlistview.h"
#include "branches/edittext.h"
#include "inspector/inspectortext.h"
#include "numbertext.h"

#include <QPainter>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace playhead {
namespace {

constexpr int side = 14;

} // namespace

WhatIfPanel::WhatIfPanel(ViewState &view, BranchList &branches, BranchComparer &comparer,
                         const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_branches(branches),
      m_comparer(comparer),
      m_theme(theme),
      m_menu(new BranchMenu(branches, this)),
      m_detailJob([this](const QStringList &details) { fillEdits(details); })
{
    setObjectName(QStringLiteral("whatIf"));
    setAccessibleName(tr("What if"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 7, 0, 7);
    column->setSpacing(2);
    makeHeader(column);
    m_edits = new EditListView(theme);
    connect(m_edits, &EditListView::goRequested, this, [this](int edit) {
        m_view.setPlayhead(placeOf(m_branches.current()->edits()[static_cast<std::size_t>(edit)]));
    });
    connect(m_edits, &EditListView::changeRequested, this, &WhatIfPanel::changeRequested);
    connect(m_edits, &EditListView::removeRequested, this,
            [this](int edit) { m_branches.removeEdit(static_cast<std::size_t>(edit)); });
    auto *indented = new QHBoxLayout; // the rows have a margin of their own
    indented->setContentsMargins(side - 4, 0, side - 4, 0);
    indented->addWidget(m_edits);
    column->addLayout(indented);
    makeResults(column);

    connect(&branches, &BranchList::changed, this, &WhatIfPanel::showBranch);
    connect(&view, &ViewState::logChanged, this, &WhatIfPanel::showBranch);
    connect(&comparer, &BranchComparer::changed, this, &WhatIfPanel::showResult);
    connect(&comparer, &BranchComparer::started, this,
            [this] { m_busy->begin(std::make_shared<JobProgress>()); });
    connect(&theme, &Theme::changed, this, [this] {
        m_caption->setFont(m_theme.captionFont());
        showBranch();
        update();
    });
    showBranch();
}

void WhatIfPanel::makeHeader(QVBoxLayout *column)
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(side, 0, side - 2, 0);
    m_caption = new ToneLabel(m_theme, ColorRole::MutedText);
    m_caption->setText(tr("WHAT IF"));
    m_caption->setFont(m_theme.captionFont());
    m_link = new LinkButton(m_theme);
    m_link->setObjectName(QStringLiteral("branchLink"));
    row->addWidget(m_caption);
    row->addStretch(1);
    row->addWidget(m_link);
    column->addLayout(row);
    connect(m_link, &QToolButton::clicked, this, &WhatIfPanel::openMenu);
}

void WhatIfPanel::makeResults(QVBoxLayout *column)
{
    const auto label = [this](const char *name, ColorRole role) {
        auto *made = new ToneLabel(m_theme, role);
        made->setObjectName(QLatin1String(name));
        made->setWordWrap(true);
        return made;
    };
    const auto line = [&](QWidget *text, QWidget *link) {
        auto *row = new QHBoxLayout;
        row->setContentsMargins(side, 0, side, 0);
        row->setSpacing(4);
        row->addWidget(text, link ? 0 : 1);
        if (link) row->addWidget(link);
        if (link) row->addStretch(1);
        column->addLayout(row);
    };
    m_hint = label("branchHint", ColorRole::MutedText);
    m_final = label("branchResult", ColorRole::Text);
    m_final->setWordWrap(false);
    m_error = label("branchError", ColorRole::Failure);
    m_here = label("branchHere", ColorRole::MutedText);
    m_show = new LinkButton(m_theme);
    m_show->setObjectName(QStringLiteral("showDifferences"));
    m_show->setText(tr("Show"));
    m_show->setToolTip(tr("Shows what is different, state by state (B)"));
    m_doubts = new LinkButton(m_theme);
    m_doubts->setObjectName(QStringLiteral("showDoubts"));
    m_doubts->setToolTip(tr("They were recorded after an event that is different in this branch, "
                            "and would perhaps not have happened, or not so"));
    m_busy = new BusyNote(m_theme, tr("Comparing"));
    m_busy->setContentsMargins(0, 0, 0, 0);
    m_busy->installEventFilter(this);
    m_cancel = new LinkButton(m_theme);
    m_cancel->setObjectName(QStringLiteral("cancelComparing"));
    line(m_hint, nullptr);
    line(m_error, nullptr);
    line(m_final, m_show);
    line(m_here, nullptr);
    m_rerun = new LinkButton(m_theme);
    m_rerun->setObjectName(QStringLiteral("runAgainLink"));
    m_rerun->setText(tr("Run again on the bus"));
    m_rerun->setToolTip(tr("Runs the scenario of this log once more with the edits: its consumers "
                           "react to them (Shift+B)"));
    connect(m_rerun, &QToolButton::clicked, this, &WhatIfPanel::rerunRequested);
    for (auto *link : {m_doubts, m_rerun}) {
        auto *row = new QHBoxLayout;
        row->setContentsMargins(side - 2, 0, side, 0);
        row->addWidget(link);
        row->addStretch(1);
        column->addLayout(row);
    }
    line(m_busy, m_cancel);
    connect(m_show, &QToolButton::clicked, this, [this] { emit differencesRequested(false); });
    connect(m_doubts, &QToolButton::clicked, this, [this] { emit differencesRequested(true); });
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (m_comparer.isCancelled())
            m_comparer.again();
        else
            m_comparer.cancel();
    });
}

void WhatIfPanel::setCanRunAgain(bool can)
{
    m_canRunAgain = can;
    showResult();
}

void WhatIfPanel::openMenu()
{
    m_menu->fill(); // its size is needed before it is shown
    const auto below = m_link->mapToGlobal(QPoint(m_link->width(), m_link->height()));
    m_menu->popup(below - QPoint(m_menu->sizeHint().width(), 0));
}

void WhatIfPanel::showBranch()
{
    const auto *branch = m_branches.current();
    m_link->setText(branch ? tr("branch \u201c%1\u201d").arg(BranchList::nameOf(*branch))
                           : tr("What if\u2026"));
    m_link->setToolTip(branch ? tr("Choose another branch, rename it, or make one (Ctrl+B)")
                              : tr("Skip, change or insert events and see what would have come of "
                                   "it (Ctrl+B). The log stays as it is."));
    m_link->setAccessibleName(m_link->text());
    m_link->setEnabled(m_view.log() != nullptr);
    m_link->updateGeometry();
    m_hint->setVisible(branch && branch->edits().empty());
    m_hint->setText(tr("No edits yet. At the playhead, X skips the event, C changes it and I "
                       "inserts one."));
    m_detailJob.cancel();
    fillEdits({});
    requestDetails();
    showResult();
}

void WhatIfPanel::fillEdits(const QStringList &details)
{
    const auto log = m_view.log();
    const auto *branch = m_branches.current();
    const int current = m_edits->currentRow();
    const QSignalBlocker quiet(m_edits);
    m_edits->clear();
    if (log && branch) {
        for (const auto &edit : branch->edits()) {
            const auto row = editText(*log, edit, details.value(m_edits->count()));
            auto *item = new QListWidgetItem(row.text, m_edits);
            item->setForeground(m_theme.color(row.role));
            item->setToolTip(row.text);
            item->setData(EditListView::ChangeableRole, edit.kind != BranchEdit::Kind::Skip);
        }
    }
    m_edits->setCurrentRow(std::min(current, m_edits->count() - 1));
    m_edits->setVisible(m_edits->count() > 0);
    m_edits->updateGeometry();
}

/// What an event was before is in the log's file.
void WhatIfPanel::requestDetails()
{
    const auto log = m_view.log();
    const auto branch = m_branches.snapshot();
    if (!log || !branch) return;
    m_detailJob.request([log, branch](const std::stop_token &) {
        QStringList details;
        for (const auto &edit : branch->edits())
            details << changeDetails(*log, edit);
        return details;
    });
}

void WhatIfPanel::showResult()
{
    const bool compares = m_branches.snapshot() != nullptr;
    if (!m_comparer.isBusy() || !compares) m_busy->end();
    showFinal();
    const auto &answer = m_comparer.answer();
    const bool known = answer && answer->error.isEmpty();
    const auto here = m_comparer.changesHere();
    m_here->setVisible(known);
    if (!here)
        m_here->setText(tr("At the playhead: \u2026"));
    else if (*here == 0)
        m_here->setText(tr("At the playhead it is the same"));
    else
        m_here->setText(known && answer->isPartitioned
                            ? tr("At the playhead it differs in %1").arg(exactNumber(*here))
                            : tr("At the playhead it differs"));
    const auto doubts = known ? answer->doubts.size() : 0;
    m_doubts->setVisible(doubts > 0);
    m_doubts->setText(
        doubts == 1 ? tr("1 recorded event depends on a changed one")
                    : tr("%1 recorded events depend on a changed one").arg(exactNumber(doubts)));
    m_doubts->setAccessibleName(m_doubts->text());
    m_rerun->setVisible(compares && m_canRunAgain);
    m_doubts->updateGeometry();
    showCancel();
}

void WhatIfPanel::showCancel()
{
    const bool given = m_comparer.isCancelled();
    m_cancel->setText(given ? tr("Compare again") : tr("Cancel"));
    m_cancel->setVisible(m_branches.snapshot() && (given || m_busy->isVisibleTo(this)));
    m_cancel->updateGeometry();
}

/// The note comes by itself once the work takes long, and with it what ends it.
bool WhatIfPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent)
        showCancel();
    return QWidget::eventFilter(watched, event);
}

void WhatIfPanel::showFinal()
{
    const auto &answer = m_comparer.answer();
    const bool failed = answer && !answer->error.isEmpty();
    m_show->setVisible(answer && !answer->changes.empty());
    m_final->setVisible(m_branches.snapshot() && !failed);
    m_error->setVisible(failed);
    m_error->setText(failed ? answer->error : QString());
    const bool final = answer && !m_comparer.isOutdated();
    m_final->setRole(final ? ColorRole::Text : ColorRole::MutedText);
    if (!answer) {
        m_final->setText(m_comparer.isCancelled() ? tr("Not compared") : tr("Comparing\u2026"));
        return;
    }
    const auto count = exactNumber(answer->changes.size());
    if (answer->changes.empty())
        m_final->setText(tr("The final state is the same"));
    else if (answer->partitions)
        m_final->setText(tr("Final state differs in %1 of %2 subjects")
                             .arg(count, exactNumber(*answer->partitions)));
    else if (answer->isPartitioned)
        m_final->setText(tr("Final state differs in %1 partitions").arg(count));
    else
        m_final->setText(tr("The final state differs"));
}

void WhatIfPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(ColorRole::Window));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.color(ColorRole::Border));
}

} // namespace playhead
