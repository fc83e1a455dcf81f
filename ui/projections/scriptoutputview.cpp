// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/scriptoutputview.h"

#include "airytable.h"
#include "numbertext.h"

#include <QHeaderView>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace playhead {
namespace {

constexpr int positionRole = Qt::UserRole;
constexpr int visibleRows = 6;

} // namespace

ScriptOutputView::ScriptOutputView(ViewState &view, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_theme(theme),
      m_toggle(new QToolButton(this)),
      m_summary(new QLabel(this)),
      m_table(new QTreeWidget(this)),
      m_pace(view, [this] { request(); }),
      m_job([this](const ScriptOutputAnswer &answer) { show(answer); })
{
    m_toggle->setObjectName(QStringLiteral("scriptOutput"));
    m_toggle->setText(tr("Output"));
    m_toggle->setToolTip(tr("What the script logged, emitted and linked up to the playhead"));
    m_toggle->setFocusPolicy(Qt::StrongFocus);
    m_toggle->setProperty("flat", true);
    m_toggle->setCheckable(true);
    m_toggle->setArrowType(Qt::RightArrow);
    m_toggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_summary->setObjectName(QStringLiteral("muted"));
    m_summary->setTextFormat(Qt::PlainText);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(4, 0, 10, 0);
    row->addWidget(m_toggle);
    row->addWidget(m_summary, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_table);
    makeTable();
    connect(m_toggle, &QToolButton::toggled, this, [this](bool open) {
        m_toggle->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
        m_table->setVisible(open);
        request();
    });
    connect(&view, &ViewState::logChanged, this, &ScriptOutputView::forget);
    connect(&view, &ViewState::playheadChanged, &m_pace, &LivePace::wish);
    connect(&theme, &Theme::changed, this, &ScriptOutputView::fill);
    fill();
}

void ScriptOutputView::makeTable()
{
    makeAiryTable(*m_table);
    m_table->setObjectName(QStringLiteral("scriptOutputTable"));
    m_table->setAccessibleName(tr("Output of the script"));
    m_table->setToolTip(tr("Click or Enter: go to the event whose handler wrote it"));
    m_table->setHeaderLabels({tr("Position"), tr("To"), tr("What")});
    m_table->header()->setSectionResizeMode(Where, QHeaderView::ResizeToContents);
    m_table->header()->setSectionResizeMode(Stream, QHeaderView::ResizeToContents);
    m_table->setFixedHeight((m_table->fontMetrics().height() + 8) * visibleRows);
    m_table->hide();
    const auto go = [this](const QTreeWidgetItem *item) {
        const Position position(item->data(0, positionRole).toULongLong());
        if (position.isValid()) m_view.setPlayhead(position);
    };
    connect(m_table, &QTreeWidget::itemClicked, this, go);
    connect(m_table, &QTreeWidget::itemActivated, this, go);
}

void ScriptOutputView::setOpen(bool open)
{
    m_toggle->setChecked(open);
}

bool ScriptOutputView::isOpen() const
{
    return m_toggle->isChecked();
}

void ScriptOutputView::setScript(const QString &name, const QString &source)
{
    if (name == m_name && source == m_source) return;
    m_name = name;
    m_source = source;
    forget();
    request();
}

void ScriptOutputView::forget()
{
    m_job.cancel();
    m_output.reset();
    m_answer = {};
    fill();
}

void ScriptOutputView::request()
{
    const auto log = m_view.log();
    showSummary();
    if (!isOpen() || !log || m_source.isEmpty() || !m_view.playhead().isValid()) return;
    if (!m_output)
        m_output = std::make_shared<ScriptTranscript>(log, m_name, m_source.toStdString());
    m_job.request([output = m_output, at = m_view.playhead()](const std::stop_token &stop) {
        return output->answer(at, stop);
    });
}

void ScriptOutputView::show(const ScriptOutputAnswer &answer)
{
    m_answer = answer;
    fill();
}

void ScriptOutputView::fill()
{
    colorTable(*m_table, m_theme);
    m_table->clear();
    for (auto line = m_answer.lines.rbegin(); line != m_answer.lines.rend(); ++line) {
        auto *item = new QTreeWidgetItem(m_table);
        const bool isLog = line->stream.isNull();
        item->setData(0, positionRole, QVariant::fromValue<quint64>(line->position.value()));
        item->setText(Where, line->position.isValid()
                                 ? QLatin1Char('#') + exactNumber(line->position.value())
                                 : QString());
        item->setText(Stream, isLog ? tr("log") : line->stream);
        item->setText(Text, isLog ? line->text : line->type + QStringLiteral("  ") + line->text);
        item->setToolTip(Text, item->text(Text));
        item->setFont(Where, m_theme.dataFont());
        item->setFont(Text, m_theme.dataFont());
        item->setForeground(Where, m_theme.color(ColorRole::MutedText));
        if (isLog) item->setForeground(Stream, m_theme.color(ColorRole::MutedText));
    }
    showSummary();
}

void ScriptOutputView::showSummary()
{
    if (!isOpen() || m_source.isEmpty()) {
        m_summary->setText(isOpen() ? tr("Run the script to see what it writes") : QString());
        return;
    }
    auto text = tr("%1 lines logged, %2 events in %3 derived streams up to #%4")
                    .arg(exactNumber(m_answer.logged), exactNumber(m_answer.derived),
                         exactNumber(m_answer.streams), exactNumber(m_answer.at.value()));
    if (m_answer.logged + m_answer.derived > m_answer.lines.size()) text += tr("; the latest:");
    if (!m_answer.error.isEmpty()) text = m_answer.error;
    m_summary->setText(text);
}

} // namespace playhead
