// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/fieldhistoryview.h"

#include "inspector/inspectortext.h"
#include "numbertext.h"

#include <QHeaderView>
#include <QVBoxLayout>

namespace playhead {
namespace {

constexpr int positionRole = Qt::UserRole;

QString nothing()
{
    return FieldHistoryView::tr("nothing");
}

QString problemText(const FoldProblems &problems)
{
    const auto at = exactNumber(problems.first.position.value());
    const auto reason = toText(problems.first.reason);
    return problems.stopped
               ? FieldHistoryView::tr("The projection stopped at #%1: %2").arg(at, reason)
               : FieldHistoryView::tr("%1 events left out; the first, #%2: %3")
                     .arg(exactNumber(problems.count), at, reason);
}

} // namespace

FieldHistoryView::FieldHistoryView(ViewState &view, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_theme(theme),
      m_title(new ToneLabel(theme, ColorRole::Text)),
      m_whose(new ToneLabel(theme, ColorRole::MutedText)),
      m_note(new ToneLabel(theme, ColorRole::MutedText)),
      m_busy(new BusyNote(theme, tr("Looking through the events"))),
      m_chart(new FieldChart(view, theme)),
      m_table(new QTreeWidget),
      m_job([this](const FieldAnswer &answer) { show(answer); })
{
    setAccessibleName(tr("Why a value is what it is"));
    m_title->setObjectName(QStringLiteral("whyTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_whose->setTextFormat(Qt::PlainText);
    m_whose->setWordWrap(true);
    m_whose->setContentsMargins(14, 0, 14, 6);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(14, 4, 14, 6);
    auto *close = makeTextButton(QString(QChar(0x00D7)), tr("Close"), this);
    close->setObjectName(QStringLiteral("closeWhy"));
    close->setProperty("flat", true);
    connect(close, &QToolButton::clicked, this, &FieldHistoryView::dismiss);
    makeTable();

    auto *head = new QHBoxLayout;
    head->setContentsMargins(14, 8, 8, 0);
    head->addWidget(m_title, 1);
    head->addWidget(close, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_whose);
    column->addWidget(m_busy);
    column->addWidget(m_note);
    column->addWidget(m_chart);
    auto *tableRow = new QHBoxLayout;
    tableRow->setContentsMargins(10, 0, 0, 0);
    tableRow->addWidget(m_table);
    column->addLayout(tableRow, 1);

    connect(&view, &ViewState::logChanged, this, &FieldHistoryView::dismiss);
    connect(&view, &ViewState::playheadChanged, this, &FieldHistoryView::markPlayhead);
    connect(&theme, &Theme::changed, this, &FieldHistoryView::applyTheme);
    applyTheme();
    hide();
}

void FieldHistoryView::makeTable()
{
    m_table->setAccessibleName(tr("Events that set the value"));
    m_table->setToolTip(tr("Click or Enter: go to the event"));
    m_table->setHeaderLabels({tr("Position"), tr("Event"), tr("Before"), tr("After")});
    makeAiryTable(*m_table);
    auto *header = m_table->header();
    header->setStretchLastSection(true);
    header->setSectionResizeMode(Where, QHeaderView::ResizeToContents);
    for (const auto column : {Event, Before, After})
        header->setSectionResizeMode(column, QHeaderView::Stretch);
    connect(m_table, &QTreeWidget::itemClicked, this, &FieldHistoryView::goTo);
    connect(m_table, &QTreeWidget::itemActivated, this, &FieldHistoryView::goTo);
}

void FieldHistoryView::applyTheme()
{
    colorTable(*m_table, m_theme);
    fill();
}

void FieldHistoryView::ask(const FieldQuestion &question)
{
    m_job.cancel();
    m_question = question;
    m_answer = {};
    m_table->clear();
    m_chart->hide();
    m_note->hide();
    showTitle();
    setVisible(true);
    const auto progress = std::make_shared<JobProgress>();
    m_busy->end();
    m_busy->begin(progress);
    m_job.request([question, progress](const std::stop_token &stop) {
        return answerField(question, progress, stop);
    });
}

void FieldHistoryView::dismiss()
{
    m_job.cancel();
    m_busy->end();
    m_question = {};
    m_answer = {};
    m_table->clear();
    hide();
}

void FieldHistoryView::projectionsChanged(const ProjectionTable &projections)
{
    if (!m_question.state.projection) return;
    const auto now = projections.find(m_question.projectionName.toStdString());
    if (now == m_question.state.projection) return;
    if (!now) return dismiss();
    auto question = m_question;
    question.state.projection = now;
    ask(question);
}

void FieldHistoryView::showTitle()
{
    const auto &state = m_question.state;
    const auto field = m_question.keys.join(QLatin1Char('.'));
    m_title->setText(field.isEmpty() ? tr("Why is the state what it is?")
                                     : tr("Why is %1 what it is?").arg(field));
    QStringList whose;
    if (state.projection->isPerSubject()) whose << toText(state.log->name(state.subject));
    whose << m_question.projectionName
          << (state.observer.isLog()
                  ? tr("as the log has it")
                  : tr("as %1 has it")
                        .arg(toText(state.log->participantName(state.observer.consumer))))
          << tr("up to #%1").arg(exactNumber(state.at.value()));
    m_whose->setText(whose.join(QStringLiteral(" \u00B7 ")));
}

void FieldHistoryView::show(const FieldAnswer &answer)
{
    m_busy->end();
    m_answer = answer;
    m_chart->showValues(answer);
    fill();
    showNote();
}

void FieldHistoryView::showNote()
{
    QStringList lines;
    auto role = ColorRole::MutedText;
    if (!m_answer.error.isEmpty()) {
        lines << m_answer.error;
        role = ColorRole::Failure;
    } else if (m_answer.rows.empty()) {
        lines << tr("None of %1 events has set it.").arg(exactNumber(m_answer.folded));
    }
    if (m_answer.problems.count > 0) {
        lines << problemText(m_answer.problems);
        role = m_answer.error.isEmpty() ? ColorRole::Warning : role;
    }
    m_note->setRole(role);
    m_note->setText(lines.join(QLatin1Char('\n')));
    m_note->setVisible(!lines.isEmpty());
    m_table->setVisible(!m_answer.rows.empty());
}

void FieldHistoryView::fill()
{
    m_table->clear();
    for (const auto &row : m_answer.rows)
        addRow(row);
    if (m_answer.leftOut > 0) {
        auto *item = new QTreeWidgetItem(m_table);
        item->setText(0, tr("and %1 before").arg(exactNumber(m_answer.leftOut)));
        item->setToolTip(0, tr("Go to the oldest of these and ask there to see them"));
        item->setForeground(0, m_theme.color(ColorRole::MutedText));
        item->setFirstColumnSpanned(true);
        item->setFlags(Qt::ItemIsEnabled);
    }
    markPlayhead();
}

void FieldHistoryView::addRow(const FieldRow &row)
{
    auto *item = new QTreeWidgetItem(m_table);
    item->setData(0, positionRole, QVariant::fromValue<quint64>(row.position.value()));
    item->setText(Where, QLatin1Char('#') + exactNumber(row.position.value()));
    item->setText(Event, row.typeName);
    item->setForeground(Where, m_theme.color(ColorRole::MutedText));
    item->setForeground(Event, m_theme.typeColor(row.type));
    item->setToolTip(Event, row.typeName);
    const auto value = [&](Column column, const QString &text) {
        item->setText(column, text.isNull() ? nothing() : text);
        item->setToolTip(column, item->text(column));
        item->setFont(column, m_theme.dataFont());
        if (column == Before || text.isNull())
            item->setForeground(column, m_theme.color(ColorRole::MutedText));
    };
    value(Before, row.before);
    value(After, row.after);
    item->setFont(Where, m_theme.dataFont());
}

/// The value at the playhead was set by the last row that is not behind it.
void FieldHistoryView::markPlayhead()
{
    const auto playhead = m_view.playhead().value();
    for (int i = 0; i < m_table->topLevelItemCount(); ++i) {
        auto *item = m_table->topLevelItem(i);
        const auto position = item->data(0, positionRole).toULongLong();
        if (position == 0 || position > playhead) continue;
        if (m_table->currentItem() != item) m_table->setCurrentItem(item);
        return;
    }
    m_table->setCurrentItem(nullptr);
}

void FieldHistoryView::goTo(const QTreeWidgetItem *item)
{
    const Position position(item->data(0, positionRole).toULongLong());
    if (position.isValid()) m_view.setPlayhead(position);
}

} // namespace playhead
