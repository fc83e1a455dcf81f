// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/eventtab.h"

#include "inspector/inspectortext.h"
#include "numbertext.h"

#include <QApplication>
#include <QButtonGroup>
#include <QClipboard>
#include <QHBoxLayout>
#include <QSplitter>
#include <QVBoxLayout>

namespace playhead {
namespace {

QString scopeText(EventScope scope)
{
    switch (scope) {
    case EventScope::Domain: return EventTab::tr("domain event");
    case EventScope::Integration: return EventTab::tr("integration event");
    case EventScope::Request: return EventTab::tr("request");
    }
    return {};
}

} // namespace

EventTab::EventTab(ViewState &view, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_theme(theme),
      m_pages(new QStackedWidget(this)),
      m_empty(new ToneLabel(theme, ColorRole::MutedText)),
      m_attributes(new QTextBrowser),
      m_data(new QStackedWidget),
      m_tree(new JsonView(theme)),
      m_text(new QPlainTextEdit),
      m_noData(new ToneLabel(theme, ColorRole::MutedText)),
      m_pace(view, [this] { request(); }),
      m_job([this](const Answer &answer) { show(answer); })
{
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(20);
    m_noData->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_noData->setMargin(14);
    m_noData->setWordWrap(true);
    m_attributes->setAccessibleName(tr("Attributes of the event"));
    m_attributes->setFrameShape(QFrame::NoFrame);
    m_attributes->setOpenLinks(false);
    m_attributes->setTabChangesFocus(true);
    m_attributes->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_attributes->document()->setDocumentMargin(8);
    m_tree->setAccessibleName(tr("Data of the event as a tree"));
    m_text->setAccessibleName(tr("Data of the event as text"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_data->addWidget(m_tree);
    m_data->addWidget(m_text);
    m_data->addWidget(m_noData);

    auto *lower = new QWidget;
    auto *lowerColumn = new QVBoxLayout(lower);
    lowerColumn->setContentsMargins(0, 0, 0, 0);
    lowerColumn->setSpacing(4);
    lowerColumn->addWidget(makeDataHeader());
    lowerColumn->addWidget(m_data, 1);
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_attributes);
    splitter->addWidget(lower);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(splitter);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_pages);

    connect(&view, &ViewState::logChanged, this, &EventTab::request);
    connect(&view, &ViewState::playheadChanged, &m_pace, &LivePace::wish);
    connect(&theme, &Theme::changed, this, &EventTab::applyTheme);
    applyTheme();
    request();
}

QWidget *EventTab::makeDataHeader()
{
    auto *header = new QWidget;
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(14, 6, 10, 0);
    auto *caption = new ToneLabel(m_theme, ColorRole::MutedText);
    caption->setText(tr("Data"));
    caption->setFont(m_theme.captionFont());
    m_asTree = makeTextButton(tr("Tree"), tr("Show the data as a tree"), header);
    m_asText = makeTextButton(tr("Text"), tr("Show the data as text"), header);
    auto *group = new QButtonGroup(header);
    for (auto *button : {m_asTree, m_asText}) {
        button->setCheckable(true);
        group->addButton(button);
        connect(button, &QToolButton::toggled, button, [button](bool on) {
            auto font = button->font(); // the pressed look alone is faint in the dark
            font.setBold(on);
            button->setFont(font);
        });
    }
    m_asTree->setChecked(true);
    connect(m_asText, &QToolButton::toggled, this, &EventTab::showAsText);
    m_copyEvent =
        makeTextButton(tr("Copy event"), tr("Copy the event as CloudEvents JSON"), header);
    m_copyData = makeTextButton(tr("Copy data"), tr("Copy the data of the event"), header);
    connect(m_copyEvent, &QToolButton::clicked, this, [this] {
        if (m_answer.event) QApplication::clipboard()->setText(cloudEventText(*m_answer.event));
    });
    connect(m_copyData, &QToolButton::clicked, this, [this] {
        if (m_answer.event) QApplication::clipboard()->setText(m_answer.dataText);
    });
    row->addWidget(caption);
    row->addStretch(1);
    for (auto *button : {m_asTree, m_asText, m_copyEvent, m_copyData})
        row->addWidget(button);
    return header;
}

void EventTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    request();
}

void EventTab::applyTheme()
{
    for (QWidget *text : {static_cast<QWidget *>(m_attributes), static_cast<QWidget *>(m_text)}) {
        auto colors = text->palette();
        colors.setColor(QPalette::Base, m_theme.color(ColorRole::Window));
        colors.setColor(QPalette::Text, m_theme.color(ColorRole::Text));
        text->setPalette(colors);
    }
    m_text->setFont(m_theme.dataFont());
    fillAttributes();
}

EventTab::Answer EventTab::read(const LogPtr &log, Position position)
{
    Answer answer;
    answer.log = log;
    answer.position = position;
    const auto step = log->at(position);
    if (step.failed || isFailure(step.kind))
        if (const auto reason = log->reason(position)) answer.reason = toText(*reason);
    if (!step.event.isValid()) return answer;
    auto event = log->event(step.event);
    if (!event) {
        answer.error = toText(event.error().message);
        return answer;
    }
    answer.dataText = eventDataText(*event);
    if (event->encoding != DataEncoding::None) answer.data = makeJsonTree(eventData(*event));
    answer.event = std::make_shared<const Event>(std::move(*event));
    return answer;
}

void EventTab::request()
{
    const auto log = m_view.log();
    const auto position = m_view.playhead();
    if (!log || !position.isValid()) {
        m_job.cancel();
        m_answer = {};
        m_tree->setTree({});
        m_empty->setText(log ? tr("No steps yet") : tr("Open a log to see its events here"));
        m_pages->setCurrentIndex(0);
        return;
    }
    if (!isVisible() || (m_answer.log == log && m_answer.position == position)) return;
    m_job.request([log, position](const std::stop_token &) { return read(log, position); });
}

void EventTab::show(const Answer &answer)
{
    if (answer.log != m_view.log()) return;
    m_answer = answer;
    m_pages->setCurrentIndex(1);
    fillAttributes();
    m_tree->setTree(answer.data);
    m_text->setPlainText(answer.dataText);
    m_copyEvent->setEnabled(answer.event != nullptr);
    m_copyData->setEnabled(answer.data != nullptr);
    m_noData->setText(answer.event ? tr("This event has no data") : tr("This step has no event"));
    showAsText(m_asText->isChecked());
    if (m_view.playhead() != answer.position) m_pace.wish();
}

void EventTab::showAsText(bool text)
{
    m_data->setCurrentIndex(!m_answer.data ? 2 : text ? 1 : 0);
}

void EventTab::fillAttributes()
{
    if (!m_answer.log) return;
    const auto step = m_answer.log->at(m_answer.position);
    QString html = QStringLiteral("<table cellspacing='0' cellpadding='3'>");
    const auto mono = m_theme.dataFont().family().toHtmlEscaped();
    const auto row = [&](const QString &name, const QString &value,
                         ColorRole role = ColorRole::Text) {
        if (value.isEmpty()) return;
        html += QStringLiteral("<tr><td style='color:%1; white-space:nowrap'>%2&nbsp;&nbsp;</td>"
                               "<td style=\"color:%3; font-family:'%4'\">%5</td></tr>")
                    .arg(m_theme.color(ColorRole::MutedText).name(), name.toHtmlEscaped(),
                         m_theme.color(role).name(), mono, value.toHtmlEscaped());
    };
    const auto failed = step.failed || isFailure(step.kind);
    const auto sender = toText(m_answer.log->participantName(step.sender));
    const auto receiver = toText(m_answer.log->participantName(step.receiver));
    row(tr("Step"), kindText(step.kind), failed ? ColorRole::Failure : ColorRole::Text);
    row(tr("Reason"), m_answer.reason, ColorRole::Failure);
    row(tr("Position"), exactNumber(step.position.value()));
    row(tr("Time"), toText(formatTimestamp(step.time)));
    row(tr("From, to"), sender + QStringLiteral(" → ") + receiver);
    if (step.attempt > 0)
        row(tr("Attempt"), QString::number(step.attempt),
            step.isRetry() ? ColorRole::Warning : ColorRole::Text);
    row(tr("Evidence"),
        step.evidence == Evidence::Observed ? tr("observed") : tr("inferred from other records"));
    row(tr("Problem"), m_answer.error, ColorRole::Failure);
    if (const auto *event = m_answer.event.get()) {
        row(tr("Type"), toText(event->type));
        row(tr("Id"), toText(event->id));
        row(tr("Source"), toText(event->source));
        row(tr("Subject"), toText(event->subject));
        row(tr("Published"), toText(formatTimestamp(event->time)));
        row(tr("Correlation"), toText(event->correlation));
        row(tr("Causation"), toText(event->causation));
        row(tr("Scope"), scopeText(event->scope));
        row(tr("Content type"), toText(event->contentType));
        row(tr("Schema"), toText(event->schema));
        for (const auto &[name, value] : event->extensions)
            row(toText(name), toText(value));
    }
    m_attributes->setHtml(html + QStringLiteral("</table>"));
}

} // namespace playhead
