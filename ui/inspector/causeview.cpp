// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/causeview.h"

#include "numbertext.h"

#include <QVBoxLayout>

namespace playhead {
namespace {

/// What takes longer is given up for another event; what is quick is shown on the way.
constexpr qint64 longWork = 1000; // milliseconds

} // namespace

CauseView::CauseView(ViewState &view, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_pages(new QStackedWidget(this)),
      m_empty(new ToneLabel(theme, ColorRole::MutedText)),
      m_tree(new CauseTreeView(theme)),
      m_note(new ToneLabel(theme, ColorRole::MutedText)),
      m_busy(new BusyNote(theme, tr("Looking at causes"), this)),
      m_pace(view, [this] { request(); }),
      m_job([this](const CauseAnswer &answer) { show(answer); })
{
    m_empty->setObjectName(QStringLiteral("noCauses"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(20);
    m_note->setObjectName(QStringLiteral("causeNote"));
    m_note->setWordWrap(true);
    m_note->setContentsMargins(14, 4, 14, 8);
    m_note->hide();
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_tree);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 6, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_busy);
    column->addWidget(m_pages, 1);
    column->addWidget(m_note);

    connect(m_tree, &CauseTreeView::chosen, &view, &ViewState::setPlayhead);
    connect(&view, &ViewState::logChanged, this, &CauseView::logChanged);
    connect(&view, &ViewState::playheadChanged, &m_pace, &LivePace::wish);
    connect(&view, &ViewState::watermarkChanged, &m_pace, &LivePace::wishGrown);
    request();
}

void CauseView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_view.setLitPath(m_answer.path);
    request();
}

/// What was read so far is not lost: the next question goes on from there.
void CauseView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    giveUp();
    m_view.setLitPath({});
}

void CauseView::giveUp()
{
    m_job.cancel();
    m_busy->end();
}

void CauseView::logChanged()
{
    giveUp();
    m_finder.reset();
    m_answer = {};
    request();
}

void CauseView::showEmpty(const QString &text)
{
    giveUp();
    m_answer = {};
    m_view.setLitPath({});
    m_tree->setAnswer({});
    m_note->hide();
    m_empty->setText(text);
    m_pages->setCurrentWidget(m_empty);
}

void CauseView::request()
{
    const auto log = m_view.log();
    if (!log) return showEmpty(tr("Open a log to see causes and effects here"));
    const auto position = m_view.playhead();
    if (!position.isValid())
        return showEmpty(tr("No steps yet. As soon as there are, what led to the event at the "
                            "playhead and what followed is shown here"));
    const auto event = log->at(position).event;
    if (!event.isValid())
        return showEmpty(tr("This step has no event. Go to one that has, to see what led to it and "
                            "what followed"));
    if (!isVisible()) return;
    const auto upTo = m_view.watermark();
    if (m_answer.log == log && m_answer.event == event && m_answer.upTo == upTo) {
        giveUp(); // back at the event that is on show
        return;
    }
    if (!m_finder) m_finder = std::make_shared<CauseFinder>(log);
    if (m_busy->elapsed() > longWork && !m_view.isFollowing()) m_job.cancel();
    const auto progress = std::make_shared<JobProgress>();
    m_busy->begin(progress);
    m_job.request([log, event, upTo, progress, finder = m_finder](const std::stop_token &stop) {
        return answerCauses(log, finder, event, upTo, *progress, stop);
    });
}

void CauseView::show(const CauseAnswer &answer)
{
    if (!m_job.isBusy()) m_busy->end();
    if (answer.log != m_view.log() || answer.effects.empty()) return;
    const bool isSame = answer.sameContent(m_answer);
    m_answer = answer;
    if (!isSame) {
        m_tree->setAnswer(answer);
        m_view.setLitPath(answer.path);
    }
    m_pages->setCurrentWidget(m_tree);
    showNote();
}

void CauseView::showNote()
{
    QStringList lines;
    if (m_answer.causes.empty() && m_answer.effects.size() == 1 && m_answer.missing.isEmpty())
        lines << tr(
            "No cause and no effect of this event is known. Events are linked here by "
            "their causation id, else by their correlation id and the order of deliveries.");
    if (m_answer.unreadable > 0)
        lines << tr("%1 events could not be read.").arg(exactNumber(m_answer.unreadable));
    m_note->setRole(m_answer.unreadable > 0 ? ColorRole::Warning : ColorRole::MutedText);
    m_note->setText(lines.join(QLatin1Char('\n')));
    m_note->setVisible(!lines.isEmpty());
}

} // namespace playhead
