// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/queryview.h"

#include "inspector/inspectortext.h"
#include "numbertext.h"

#include <QVBoxLayout>

namespace playhead {
namespace {

QString place(Position position)
{
    return QLatin1Char('#') + exactNumber(position.value());
}

QString eventsText(std::uint64_t count)
{
    return count == 1 ? QueryView::tr("1 event")
                      : QueryView::tr("%1 events").arg(exactNumber(count));
}

/// `, 2 events behind, 1 of them about tea: the answer is old.`
QString behindText(const QueryAnswer &query, const QString &subject)
{
    if (query.behind == 0) return QueryView::tr(", up to date.");
    const auto behind = QueryView::tr(", %1 behind").arg(eventsText(query.behind));
    if (!query.subject.isValid()) return behind + QLatin1Char('.');
    if (query.behindOfSubject == 0) return behind + QueryView::tr(", not about %1.").arg(subject);
    const auto about = query.behindOfSubject == query.behind
                           ? QueryView::tr(", about %1").arg(subject)
                           : QueryView::tr(", %1 of them about %2")
                                 .arg(exactNumber(query.behindOfSubject), subject);
    return behind + about + QueryView::tr(": the answer is old.");
}

} // namespace

QueryView::QueryView(const Theme &theme, QWidget *parent)
    : QScrollArea(parent),
      m_theme(theme),
      m_title(new ToneLabel(theme, ColorRole::Text)),
      m_route(new ToneLabel(theme, ColorRole::MutedText)),
      m_source(new ToneLabel(theme, ColorRole::MutedText)),
      m_event(new LinkButton(theme)),
      m_states(new LinkButton(theme)),
      m_job([this](const QueryDetail &detail) { show(detail); })
{
    setAccessibleName(tr("The query in full"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto font = m_title->font();
    font.setBold(true);
    m_title->setFont(font);
    m_source->setObjectName(QStringLiteral("querySource"));
    m_event->setObjectName(QStringLiteral("queryEvent"));
    m_event->setToolTip(
        tr("The latest event that the read model had acknowledged when it replied"));
    m_states->setObjectName(QStringLiteral("queryStates"));
    m_states->setToolTip(tr("Goes to the reply and shows the state through the eyes of who "
                            "answered"));
    for (auto *label : {m_title, m_route, m_source}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    connect(m_event, &LinkButton::clicked, this, [this] { emit chosen(m_detail.query.event); });
    connect(m_states, &LinkButton::clicked, this, [this] { emit statesChosen(m_detail.query); });

    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(14, 10, 14, 14);
    column->setSpacing(4);
    column->addWidget(m_title);
    column->addWidget(m_route);
    column->addWidget(m_source);
    for (auto *link : {m_event, m_states}) {
        auto *row = new QHBoxLayout;
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(link);
        row->addStretch(1);
        column->addLayout(row);
    }
    m_asked = makeSection(column, tr("Question"));
    m_answered = makeSection(column, tr("Answer"));
    m_then = makeSection(column, QString());
    column->addStretch(1);
    setWidget(page);
    setQuery({}, {});
}

QueryView::Section QueryView::makeSection(QLayout *column, const QString &name)
{
    Section section{new ToneLabel(m_theme, ColorRole::MutedText), new JsonView(m_theme),
                    new ToneLabel(m_theme, ColorRole::MutedText)};
    section.caption->setFont(m_theme.captionFont());
    section.caption->setText(name);
    section.caption->setWordWrap(true);
    section.caption->setContentsMargins(0, 10, 0, 0);
    section.tree->setFitsContent(true);
    section.tree->setAccessibleName(name);
    column->addWidget(section.caption);
    column->addWidget(section.tree);
    column->addWidget(section.nothing);
    return section;
}

void QueryView::setSection(const Section &section, const JsonTreePtr &tree, const QString &nothing)
{
    section.tree->setTree(tree);
    section.tree->setVisible(tree != nullptr);
    section.nothing->setText(nothing);
    section.nothing->setVisible(!tree && !nothing.isEmpty());
}

void QueryView::setQuery(const LogPtr &log, const QueryAnswer &query)
{
    if (log && log == m_detail.log && query == m_detail.query) return;
    m_job.cancel();
    if (!log) {
        m_detail = {};
        widget()->hide();
        return;
    }
    m_job.request(
        [log, query](const std::stop_token &stop) { return queryDetail(log, query, stop); });
}

void QueryView::show(const QueryDetail &detail)
{
    m_detail = detail;
    const auto &log = *detail.log;
    const auto &query = detail.query;
    auto title = toText(log.name(query.type));
    if (query.subject.isValid()) title = tr("%1 of %2").arg(title, toText(log.name(query.subject)));
    m_title->setText(title);
    auto route = tr("%1 asked %2 at %3")
                     .arg(toText(log.participantName(query.asker)),
                          toText(log.participantName(query.answerer)), place(query.query));
    if (query.reply.isValid())
        route += tr(", replied at %1 after %2")
                     .arg(place(query.reply), toText(formatDuration(query.took)));
    m_route->setText(route);
    showSource();
    setSection(m_asked, detail.asked, tr("no data"));
    const auto refused = detail.refusal.isEmpty() ? tr("There is no answer.") : detail.refusal;
    setSection(m_answered, detail.answered,
               query.isRefused         ? refused
               : query.reply.isValid() ? tr("no data")
                                       : tr("The log has no reply."));
    showStates();
    widget()->show();
}

void QueryView::showSource()
{
    const auto &query = m_detail.query;
    const auto who = toText(m_detail.log->participantName(query.answerer));
    const bool isKnown = query.reply.isValid() && query.isReadModel;
    m_event->setVisible(isKnown && query.event.isValid());
    m_states->setVisible(isKnown);
    m_source->setVisible(query.reply.isValid());
    if (!m_detail.error.isEmpty()) {
        m_source->setRole(ColorRole::Failure);
        m_source->setText(m_detail.error);
        return;
    }
    if (!isKnown) {
        m_source->setRole(ColorRole::MutedText);
        m_source->setText(tr("%1 acknowledges no events in this log: from what it answers is not "
                             "known.")
                              .arg(who));
        return;
    }
    const auto from = query.event.isValid()
                          ? tr("Answered from %1").arg(place(query.event))
                          : tr("Answered before any event had reached %1").arg(who);
    m_source->setText(from + behindText(query, toText(m_detail.log->name(query.subject))));
    m_source->setRole(query.behindOfSubject > 0 ? ColorRole::Warning : ColorRole::Success);
    m_event->setText(
        tr("Go to %1")
            .arg(query.event.isValid() ? stepTitle(*m_detail.log, query.event) : QString()));
    m_states->setText(tr("Show the state of %1 at the reply").arg(who));
}

void QueryView::showStates()
{
    const auto &query = m_detail.query;
    const bool wanted = query.reply.isValid() && query.isReadModel && query.subject.isValid();
    m_then.caption->setVisible(wanted);
    const auto who = toText(m_detail.log->participantName(query.answerer));
    m_then.caption->setText(m_detail.areDifferent ? tr("%1 had, and the log's state then").arg(who)
                                                  : tr("State then, the log's too"));
    m_then.tree->setAccessibleName(m_then.caption->text());
    setSection(m_then, wanted ? m_detail.states : nullptr,
               wanted ? tr("No event of it had been published.") : QString());
}

} // namespace playhead
