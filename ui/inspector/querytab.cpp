// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/querytab.h"

#include "airytable.h"
#include "inspector/inspectortext.h"
#include "numbertext.h"

#include <QHeaderView>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace playhead {
namespace {

constexpr int indexRole = Qt::UserRole; ///< of the row in the list
constexpr int askerWidth = 84;          ///< what is longer has a tool tip
constexpr std::size_t listedLater = 20; ///< queries behind the playhead

} // namespace

QueryTab::QueryTab(ViewState &view, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_theme(theme),
      m_names(makeComboBox(tr("Which queries"), tr("Lists only queries of this name"), this)),
      m_ask(makeTextButton(tr("Ask\u2026"), tr("Ask a query of the running scenario"), this)),
      m_pages(new QStackedWidget(this)),
      m_empty(new ToneLabel(theme, ColorRole::MutedText)),
      m_table(new QTreeWidget),
      m_detail(new QueryView(theme)),
      m_pace(view, [this] { request(); }),
      m_job([this](const QueryList &list) { show(list); })
{
    m_ask->setObjectName(QStringLiteral("askQuery"));
    m_ask->hide();
    m_empty->setObjectName(QStringLiteral("noQueries"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(20);
    m_table->setAccessibleName(tr("Queries around the playhead"));
    m_table->setToolTip(tr("Click or Enter: go to the query; on where it was answered from: to "
                           "that event"));
    m_table->setHeaderLabels({tr("Query"), tr("Asked by"), tr("From"), tr("Behind")});
    m_table->headerItem()->setToolTip(
        From, tr("The latest event that the read model had acknowledged when it replied"));
    m_table->headerItem()->setToolTip(
        Behind, tr("Events published to the read model that it had not acknowledged"));
    makeAiryTable(*m_table);
    auto *header = m_table->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(Query, QHeaderView::Stretch);
    header->setSectionResizeMode(Asker, QHeaderView::Interactive);
    header->resizeSection(Asker, askerWidth);

    auto *tableRow = new QWidget;
    auto *tableColumn = new QHBoxLayout(tableRow);
    tableColumn->setContentsMargins(10, 0, 0, 0);
    tableColumn->addWidget(m_table);
    auto *parts = new QSplitter(Qt::Vertical);
    parts->setChildrenCollapsible(false);
    parts->addWidget(tableRow);
    parts->addWidget(m_detail);
    parts->setStretchFactor(0, 2);
    parts->setStretchFactor(1, 3);
    parts->setSizes({230, 370});
    m_pages->addWidget(m_empty);
    m_pages->addWidget(parts);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(14, 8, 10, 4);
    top->addWidget(m_names, 1);
    top->addWidget(m_ask);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_pages, 1);

    connect(m_names, &QComboBox::currentIndexChanged, this, &QueryTab::request);
    connect(m_ask, &QToolButton::clicked, this, &QueryTab::askRequested);
    connect(m_table, &QTreeWidget::itemClicked, this, &QueryTab::goTo);
    connect(m_table, &QTreeWidget::itemActivated, this, &QueryTab::goTo);
    connect(m_table, &QTreeWidget::currentItemChanged, this, &QueryTab::showCurrent);
    connect(m_detail, &QueryView::chosen, &view, &ViewState::setPlayhead);
    connect(m_detail, &QueryView::statesChosen, this, &QueryTab::goToStates);
    connect(&view, &ViewState::logChanged, this, &QueryTab::logChanged);
    connect(&view, &ViewState::playheadChanged, &m_pace, &LivePace::wish);
    connect(&view, &ViewState::watermarkChanged, &m_pace, &LivePace::wishGrown);
    connect(&theme, &Theme::changed, this, &QueryTab::applyTheme);
    logChanged();
    applyTheme();
}

void QueryTab::setCanAsk(bool can)
{
    m_ask->setVisible(can);
}

void QueryTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    request();
}

void QueryTab::applyTheme()
{
    colorTable(*m_table, m_theme);
    auto ground = m_detail->palette();
    ground.setColor(QPalette::Window, m_theme.color(ColorRole::Window));
    m_detail->setPalette(ground);
    if (m_list.log) fillTable();
}

void QueryTab::logChanged()
{
    m_job.cancel();
    m_standings.reset();
    m_list = {};
    {
        const QSignalBlocker quiet(m_names);
        m_names->clear();
        m_names->addItem(tr("All queries"), 0U);
    }
    request();
}

void QueryTab::showEmpty(const QString &text)
{
    m_job.cancel();
    m_list = {};
    m_table->clear();
    m_detail->setQuery({}, {});
    m_empty->setText(text);
    m_pages->setCurrentWidget(m_empty);
}

void QueryTab::request()
{
    const auto log = m_view.log();
    if (!log) return showEmpty(tr("Open a log to see its queries here"));
    if (!m_view.playhead().isValid())
        return showEmpty(tr("No steps yet. As soon as a query is asked, it is shown here with its "
                            "answer"));
    if (!isVisible()) return;
    if (!m_standings) m_standings = std::make_shared<StandingIndex>(log);
    QueryQuestion question;
    question.at = m_view.playhead();
    question.later = listedLater;
    question.type = NameId(m_names->currentData().toUInt());
    m_job.request([standings = m_standings, question,
                   upTo = m_view.watermark()](const std::stop_token &stop) {
        return listQueries(standings, question, upTo, stop);
    });
}

void QueryTab::show(const QueryList &list)
{
    if (list.log != m_view.log()) return;
    const bool isSame = list.sameContent(m_list);
    m_list = list;
    fillNames();
    if (list.rows.empty()) {
        m_table->clear();
        m_detail->setQuery({}, {});
        m_empty->setText(tr("No query near the playhead. Where a system asks its read models, each "
                            "query is shown here with its answer and how old it was"));
        m_pages->setCurrentWidget(m_empty);
        return;
    }
    m_pages->setCurrentIndex(1);
    if (!isSame || m_table->topLevelItemCount() == 0)
        fillTable();
    else
        markPlayhead();
}

void QueryTab::fillNames()
{
    for (const auto name : m_list.names)
        if (m_names->findData(name.value()) < 0)
            m_names->addItem(toText(m_list.log->name(name)), name.value());
}

void QueryTab::fillTable()
{
    const QSignalBlocker quiet(m_table);
    m_table->clear();
    for (const auto &query : m_list.rows)
        addRow(query);
    markPlayhead();
}

void QueryTab::addRow(const QueryAnswer &query)
{
    const auto &log = *m_list.log;
    const auto place = [](Position position) {
        return QLatin1Char('#') + exactNumber(position.value());
    };
    auto *item = new QTreeWidgetItem(m_table);
    item->setData(0, indexRole, m_table->topLevelItemCount() - 1);
    auto name = toText(log.name(query.type));
    if (query.subject.isValid()) name += QLatin1Char(' ') + toText(log.name(query.subject));
    item->setText(Query, place(query.query) + QLatin1Char(' ') + name);
    item->setToolTip(Query, item->text(Query));
    item->setText(Asker, toText(log.participantName(query.asker)));
    item->setToolTip(Asker, item->text(Asker));
    item->setFont(From, m_theme.dataFont());
    item->setFont(Behind, m_theme.dataFont());
    item->setTextAlignment(Behind, Qt::AlignRight | Qt::AlignVCenter);
    if (!query.reply.isValid()) {
        item->setText(From, tr("no reply"));
        item->setForeground(From, m_theme.color(ColorRole::Warning));
        return;
    }
    if (query.isRefused) {
        item->setText(From, tr("refused"));
        item->setForeground(From, m_theme.color(ColorRole::Failure));
    } else if (!query.isReadModel) {
        item->setText(From, tr("not known"));
        item->setForeground(From, m_theme.color(ColorRole::MutedText));
    } else {
        item->setText(From, query.event.isValid() ? place(query.event) : tr("nothing"));
    }
    if (!query.isReadModel) return;
    item->setText(Behind, exactNumber(query.behind));
    const bool isOld = query.behindOfSubject > 0;
    item->setForeground(Behind, m_theme.color(isOld ? ColorRole::Warning : ColorRole::MutedText));
    if (isOld) item->setToolTip(Behind, tr("The answer is old"));
}

/// The query at the playhead, or whose reply is there; else the last one before it. Those behind
/// it are quieter.
void QueryTab::markPlayhead()
{
    const auto playhead = m_view.playhead();
    const auto &rows = m_list.rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto *item = m_table->topLevelItem(static_cast<int>(i));
        const bool isLater = rows[i].query > playhead;
        const auto faint = m_theme.color(ColorRole::FaintText);
        item->setForeground(Query, isLater ? faint : m_theme.typeColor(rows[i].type));
        item->setForeground(Asker, isLater ? faint : m_theme.color(ColorRole::Text));
    }
    auto current = std::ranges::find(rows, playhead, &QueryAnswer::reply);
    if (current == rows.end()) {
        const auto behind = std::ranges::upper_bound(rows, playhead, {}, &QueryAnswer::query);
        if (behind == rows.begin()) return;
        current = std::prev(behind);
    }
    auto *item = m_table->topLevelItem(static_cast<int>(current - rows.begin()));
    m_table->setCurrentItem(item);
    m_table->scrollToItem(item);
    showCurrent();
}

void QueryTab::showCurrent()
{
    const auto *item = m_table->currentItem();
    if (!item) return m_detail->setQuery({}, {});
    const auto index = static_cast<std::size_t>(item->data(0, indexRole).toInt());
    if (index < m_list.rows.size()) m_detail->setQuery(m_list.log, m_list.rows[index]);
}

void QueryTab::goTo(const QTreeWidgetItem *item, int column)
{
    const auto index = static_cast<std::size_t>(item->data(0, indexRole).toInt());
    if (index >= m_list.rows.size()) return;
    const auto query = m_list.rows[index];
    const bool toEvent = column == From && query.event.isValid();
    m_view.setPlayhead(toEvent ? query.event : query.query);
}

void QueryTab::goToStates(const QueryAnswer &query)
{
    m_view.setPlayhead(query.reply);
    m_view.setObserver(query.answerer);
    if (query.subject.isValid()) m_view.setPinnedSubject(query.subject);
    emit stateRequested();
}

} // namespace playhead
