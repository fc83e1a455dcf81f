// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/deliveriestab.h"

#include "airytable.h"
#include "inspector/inspectortext.h"
#include "numbertext.h"

#include <QHeaderView>
#include <QVBoxLayout>

#include <map>

namespace playhead {
namespace {

constexpr int deliverRole = Qt::UserRole;
constexpr int answerRole = Qt::UserRole + 1;

struct OutcomeText
{
    QString text;
    ColorRole role;
};

OutcomeText outcomeOf(const DeliveryAttempt &attempt)
{
    if (attempt.deadLetter.isValid()) return {DeliveriesTab::tr("dead letter"), ColorRole::Failure};
    if (!attempt.answer.isValid()) return {DeliveriesTab::tr("pending"), ColorRole::Warning};
    if (attempt.answerKind == StepKind::Nack)
        return {DeliveriesTab::tr("nack"), ColorRole::Failure};
    return {DeliveriesTab::tr("ack"), ColorRole::Success};
}

} // namespace

DeliveriesTab::DeliveriesTab(ViewState &view, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_theme(theme),
      m_pages(new QStackedWidget(this)),
      m_empty(new ToneLabel(theme, ColorRole::MutedText)),
      m_title(new ToneLabel(theme, ColorRole::MutedText)),
      m_table(new QTreeWidget),
      m_pace(view, [this] { request(); }),
      m_job([this](const Answer &answer) { show(answer); })
{
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(20);
    m_title->setWordWrap(true);
    m_title->setContentsMargins(14, 10, 14, 6);
    m_table->setAccessibleName(tr("Deliveries of the event by consumer"));
    m_table->setToolTip(tr("Click or Enter: go to the delivery; on the outcome: to its answer"));
    m_table->setHeaderLabels(
        {tr("Attempt"), tr("Delivered"), tr("Latency"), tr("Processing"), tr("Outcome")});
    m_table->headerItem()->setToolTip(Latency, tr("From the publish to the delivery"));
    m_table->headerItem()->setToolTip(Processing, tr("From the delivery to its answer"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setItemDelegate(new AiryDelegate(m_table));
    m_table->setIndentation(10);
    m_table->setRootIsDecorated(false);
    m_table->setItemsExpandable(false);
    m_table->setAllColumnsShowFocus(true);
    m_table->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->header()->setStretchLastSection(true);
    m_table->header()->setSectionsMovable(false);
    m_table->setHorizontalScrollBarPolicy(
        Qt::ScrollBarAlwaysOff); // what is too long has a tool tip

    auto *page = new QWidget;
    auto *pageColumn = new QVBoxLayout(page);
    pageColumn->setContentsMargins(0, 0, 0, 0);
    pageColumn->setSpacing(0);
    pageColumn->addWidget(m_title);
    auto *tableRow = new QHBoxLayout;
    tableRow->setContentsMargins(10, 0, 0, 0);
    tableRow->addWidget(m_table);
    pageColumn->addLayout(tableRow, 1);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(page);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_pages);

    connect(m_table, &QTreeWidget::itemClicked, this, &DeliveriesTab::goTo);
    connect(m_table, &QTreeWidget::itemActivated, this, &DeliveriesTab::goTo);
    connect(&view, &ViewState::logChanged, this, &DeliveriesTab::request);
    connect(&view, &ViewState::playheadChanged, &m_pace, &LivePace::wish);
    connect(&view, &ViewState::watermarkChanged, &m_pace, &LivePace::wishGrown);
    connect(&theme, &Theme::changed, this, &DeliveriesTab::applyTheme);
    applyTheme();
    request();
}

void DeliveriesTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    request();
}

void DeliveriesTab::applyTheme()
{
    colorTable(*m_table, m_theme);
    if (m_answer.log) fill();
}

DeliveriesTab::Answer DeliveriesTab::read(const LogPtr &log, EventNumber event, Position upTo,
                                          const std::stop_token &stop)
{
    Answer answer{log, event, upTo, deliveriesOf(*log, event, upTo, stop), {}};
    for (const auto &attempt : answer.deliveries.attempts) {
        QString text;
        const bool failed = attempt.answerKind == StepKind::Nack || attempt.deadLetter.isValid();
        for (const auto position : {attempt.answer, attempt.deadLetter}) {
            if (!failed || !position.isValid() || !text.isEmpty()) continue;
            if (const auto reason = log->reason(position)) text = toText(*reason);
        }
        answer.reasons.push_back(text);
    }
    return answer;
}

void DeliveriesTab::showEmpty(const QString &text)
{
    m_job.cancel();
    m_answer = {};
    m_table->clear();
    m_empty->setText(text);
    m_pages->setCurrentIndex(0);
}

void DeliveriesTab::request()
{
    const auto log = m_view.log();
    if (!log) return showEmpty(tr("Open a log to see its deliveries here"));
    const auto position = m_view.playhead();
    if (!position.isValid()) return showEmpty(tr("No steps yet"));
    const auto event = log->at(position).event;
    if (!event.isValid()) return showEmpty(tr("This step has no event"));
    if (!isVisible()) return;
    const auto upTo = m_view.watermark();
    if (m_answer.log == log && m_answer.event == event && m_answer.upTo == upTo)
        return markPlayhead();
    m_job.request(
        [log, event, upTo](const std::stop_token &stop) { return read(log, event, upTo, stop); });
}

void DeliveriesTab::show(const Answer &answer)
{
    if (answer.log != m_view.log()) return;
    m_answer = answer;
    const auto at = m_view.playhead();
    if (at.isValid() && answer.log->at(at).event != answer.event) return m_pace.wish();
    if (answer.deliveries.attempts.empty()) {
        m_empty->setText(tr("Nobody has received this event yet"));
        m_table->clear();
        m_pages->setCurrentIndex(0);
        return;
    }
    fill();
    m_pages->setCurrentIndex(1);
    markPlayhead();
}

void DeliveriesTab::fill()
{
    m_table->clear();
    const auto &found = m_answer.deliveries;
    m_title->setText(found.published.isValid()
                         ? tr("Published as %1").arg(stepTitle(*m_answer.log, found.published))
                         : tr("The log does not have the publish of this event"));
    std::map<ParticipantId, QTreeWidgetItem *> consumers;
    for (std::size_t i = 0; i < found.attempts.size(); ++i) {
        const auto &attempt = found.attempts[i];
        auto *&consumer = consumers[attempt.consumer];
        if (!consumer) {
            consumer = new QTreeWidgetItem(m_table);
            consumer->setText(0, toText(m_answer.log->participantName(attempt.consumer)));
            consumer->setFlags(Qt::ItemIsEnabled);
            consumer->setFirstColumnSpanned(true);
            auto font = m_table->font();
            font.setBold(true);
            consumer->setFont(0, font);
            consumer->setExpanded(true);
        }
        addAttempt(consumer, attempt, m_answer.reasons[i]);
    }
    markPlayhead();
}

void DeliveriesTab::addAttempt(QTreeWidgetItem *parent, const DeliveryAttempt &attempt,
                               const QString &reason)
{
    auto *item = new QTreeWidgetItem(parent);
    const auto outcome = outcomeOf(attempt);
    const auto published = m_answer.deliveries.published.isValid();
    item->setText(Attempt, QString::number(attempt.attempt));
    item->setText(Delivered, toText(formatTimeOfDay(attempt.delivered)));
    if (published)
        item->setText(Latency,
                      toText(formatDuration(attempt.delivered - m_answer.deliveries.publishTime)));
    if (attempt.answer.isValid())
        item->setText(Processing, toText(formatDuration(attempt.answered - attempt.delivered)));
    item->setText(Outcome, outcome.text);
    for (int column = 0; column < ColumnCount; ++column)
        item->setFont(column, m_theme.dataFont());
    item->setForeground(Outcome, m_theme.color(outcome.role));
    if (attempt.attempt > 1) item->setForeground(Attempt, m_theme.color(ColorRole::Warning));
    const auto answer = attempt.answer.isValid() ? attempt.answer : attempt.deadLetter;
    const auto remember = [&](QTreeWidgetItem *row) {
        row->setData(0, deliverRole, QVariant::fromValue<quint64>(attempt.deliver.value()));
        row->setData(0, answerRole, QVariant::fromValue<quint64>(answer.value()));
    };
    remember(item);
    item->setToolTip(Delivered,
                     tr("Go to the delivery, #%1").arg(exactNumber(attempt.deliver.value())));
    if (answer.isValid())
        item->setToolTip(Outcome, tr("Go to the answer, #%1").arg(exactNumber(answer.value())));
    if (reason.isEmpty()) return;
    auto *why = new QTreeWidgetItem(parent);
    why->setText(0, reason);
    why->setToolTip(0, reason);
    why->setForeground(0, m_theme.color(ColorRole::Failure));
    why->setFirstColumnSpanned(true);
    remember(why);
    why->setData(0, deliverRole, why->data(0, answerRole)); // a reason is the answer's
}

void DeliveriesTab::markPlayhead()
{
    const auto playhead = m_view.playhead().value();
    m_table->setCurrentItem(nullptr);
    for (int i = 0; i < m_table->topLevelItemCount(); ++i) {
        auto *consumer = m_table->topLevelItem(i);
        for (int j = 0; j < consumer->childCount(); ++j) {
            auto *item = consumer->child(j);
            if (item->data(0, deliverRole).toULongLong() == playhead
                || item->data(0, answerRole).toULongLong() == playhead) {
                m_table->setCurrentItem(item);
                return;
            }
        }
    }
}

void DeliveriesTab::goTo(QTreeWidgetItem *item, int column)
{
    const auto role = column == Outcome ? answerRole : deliverRole;
    auto position = item->data(0, role).toULongLong();
    if (position == 0) position = item->data(0, deliverRole).toULongLong();
    if (position != 0) m_view.setPlayhead(Position(position));
}

} // namespace playhead
