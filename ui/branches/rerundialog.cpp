// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/rerundialog.h"

#include "inspector/inspectortext.h"
#include "numbertext.h"

#include <QDialogButtonBox>
#include <QVBoxLayout>

#include <algorithm>

namespace playhead {
namespace {

constexpr int tellEvery = 100; // milliseconds

} // namespace

RerunDialog::RerunDialog(ViewState &view, const RerunQuestion &question, const Theme &theme,
                         QWidget *parent)
    : QDialog(parent),
      m_view(view),
      m_question(question),
      m_progress(std::make_shared<JobProgress>()),
      m_pages(new QStackedWidget(this)),
      m_doing(new ToneLabel(theme, ColorRole::Text)),
      m_job([this](const RerunAnswerPtr &answer) { showAnswer(answer); })
{
    setObjectName(QStringLiteral("rerunDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Run again: %1").arg(toText(question.branch->name())));
    m_pages->addWidget(makeWaiting());
    m_pages->addWidget(makeResult(theme));
    auto *buttons = new QDialogButtonBox(this);
    m_open = buttons->addButton(tr("Open the run"), QDialogButtonBox::ActionRole);
    m_open->setObjectName(QStringLiteral("openRun"));
    m_open->setToolTip(tr("Shows it as a log of its own, instead of the one that is open"));
    m_open->setEnabled(false);
    m_close = buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    m_close->setObjectName(QStringLiteral("closeRun"));
    connect(m_open, &QPushButton::clicked, this, [this] { emit openRequested(m_answer); });
    connect(buttons, &QDialogButtonBox::rejected, this, &RerunDialog::cancel);
    auto *bottom = new QHBoxLayout;
    bottom->setContentsMargins(14, 8, 14, 10);
    bottom->addWidget(buttons);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_pages, 1);
    column->addLayout(bottom);
    resize(820, 560);
    m_tell.setInterval(tellEvery);
    connect(&m_tell, &QTimer::timeout, this, [this] {
        const auto total = std::max<std::uint64_t>(1, m_progress->total);
        m_bar->setValue(static_cast<int>(std::min(m_progress->done.load(), total) * 100 / total));
    });
    m_tell.start();
    m_job.request([question, progress = m_progress](const std::stop_token &stop) {
        return answerRerun(question, *progress, stop);
    });
}

QWidget *RerunDialog::makeWaiting()
{
    auto *page = new QWidget;
    m_doing->setObjectName(QStringLiteral("rerunDoing"));
    m_doing->setAlignment(Qt::AlignCenter);
    m_doing->setWordWrap(true);
    m_doing->setText(tr("Running %1 again with the edits of the branch\u2026")
                         .arg(toText(m_question.origin.scenario)));
    m_bar = new QProgressBar;
    m_bar->setAccessibleName(tr("How far the run has come"));
    m_bar->setRange(0, 100);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(320);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(40, 20, 40, 20);
    column->setSpacing(12);
    column->addStretch(1);
    column->addWidget(m_doing);
    column->addWidget(m_bar, 0, Qt::AlignHCenter);
    column->addStretch(1);
    return page;
}

QWidget *RerunDialog::makeResult(const Theme &theme)
{
    const auto label = [&theme](const char *name, ColorRole role) {
        auto *made = new ToneLabel(theme, role);
        made->setObjectName(QLatin1String(name));
        made->setWordWrap(true);
        made->setTextInteractionFlags(Qt::TextSelectableByMouse);
        return made;
    };
    m_summary = label("rerunSummary", ColorRole::Text);
    m_summary->setContentsMargins(14, 12, 14, 4);
    m_unreached = label("rerunUnreached", ColorRole::Warning);
    m_unreached->setContentsMargins(14, 0, 14, 4);
    m_tabs = new UnderlineTabBar(theme);
    m_tabs->setAccessibleName(tr("What to show of the run"));
    m_tabs->addTab({});
    m_tabs->addTab({});
    m_changes = new ChangesView(theme, tr("run"));
    m_events = new RunEventModel(this);
    m_eventTable = makeTable(m_events, theme, tr("Events that are not the same"), nullptr);
    m_eventTable->setObjectName(QStringLiteral("runEvents"));
    m_eventTable->setColumnWidth(RunEventModel::EventColumn, 250);
    m_eventTable->setColumnWidth(RunEventModel::SubjectColumn, 130);
    m_lists = new QStackedWidget;
    m_lists->addWidget(m_changes);
    m_lists->addWidget(withMargin(m_eventTable));
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_summary);
    column->addWidget(m_unreached);
    column->addWidget(m_tabs);
    column->addSpacing(6);
    column->addWidget(m_lists, 1);
    connect(m_tabs, &QTabBar::currentChanged, m_lists, &QStackedWidget::setCurrentIndex);
    connect(m_changes, &ChangesView::chosen, this,
            [this](const ChangeRow &row) { goTo(row.change.from, row.otherFrom); });
    for (auto signal : {&QTreeView::clicked, &QTreeView::activated}) {
        connect(m_eventTable, signal, this, [this](const QModelIndex &index) {
            if (const auto *event = m_events->at(index.row())) goTo(event->position, event->other);
        });
    }
    connect(&theme, &Theme::changed, this,
            [this, &theme] { m_eventTable->setFont(theme.dataFont()); });
    return page;
}

void RerunDialog::showAnswer(const RerunAnswerPtr &answer)
{
    m_tell.stop();
    m_close->setText(tr("Close"));
    if (!answer->error.isEmpty()) {
        m_bar->hide();
        m_doing->setRole(ColorRole::Failure);
        m_doing->setText(answer->error);
        return;
    }
    m_answer = answer;
    m_open->setEnabled(true);
    showTexts();
    m_changes->setChanges(ChangeRowsPtr(answer, &answer->changes));
    m_events->setAnswer(answer);
    m_pages->setCurrentIndex(1);
    m_changes->setFocus();
}

void RerunDialog::showTexts()
{
    const auto &events = m_answer->events;
    const auto gone = std::ranges::count_if(
        events, [](const EventDivergence &event) { return !event.other.isValid(); });
    const auto came = std::ranges::count_if(
        events, [](const EventDivergence &event) { return !event.position.isValid(); });
    const auto text = [](auto count) { return exactNumber(static_cast<std::uint64_t>(count)); };
    if (m_answer->firstStep.isEmpty())
        m_summary->setText(tr("The run is the same as the log, step by step."));
    else
        m_summary->setText(
            tr("Log and run part at %1.\n%2 events did not happen, %3 happened besides, %4 are "
               "different.")
                .arg(m_answer->firstStep, text(gone), text(came),
                     text(std::ssize(events) - gone - came)));
    m_unreached->setVisible(!m_answer->unreached.isEmpty());
    m_unreached->setText(
        tr("Without effect: %1").arg(m_answer->unreached.join(QStringLiteral("\n"))));
    m_tabs->setTabText(0,
                       tr("States that end differently: %1").arg(text(m_answer->changes.size())));
    m_tabs->setTabText(1, tr("Events: %1").arg(text(events.size())));
}

/// A run that nobody waits for is given up; what came of one that has ended goes with this.
void RerunDialog::cancel()
{
    m_job.cancel();
    close();
}

/// In whichever of the two is open.
void RerunDialog::goTo(Position inLog, Position inRun)
{
    const bool isRun = m_answer && m_view.log() == m_answer->run;
    const auto place = isRun ? inRun : inLog;
    if ((isRun || m_view.log() == m_question.log) && place.isValid()) m_view.setPlayhead(place);
}

} // namespace playhead
