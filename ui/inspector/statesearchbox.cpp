// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/statesearchbox.h"

#include "answers/statepath.h"
#include "inspector/inspectortext.h"
#include "numbertext.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace playhead {
namespace {

constexpr int keysRole = Qt::UserRole;
constexpr int resultRows = 7;

enum ResultColumn { Subject, Path, Value };

StateSearchAnswer searchAllStates(const StateRequest &question, const QString &text,
                                  StateCursors &cursors, const std::stop_token &stop)
{
    StateSearchAnswer answer;
    answer.text = text;
    const StateScope scope{question.projection, question.observer};
    const auto cursor = cursors.cursor(scope, StateCursors::Place::Shown, stop);
    const auto moved = cursor ? (*cursor)->moveTo(question.at, stop)
                              : Result<bool>(tl::unexpected(cursor.error()));
    if (!moved)
        answer.error = toText(moved.error().message);
    else if (*moved)
        answer.found = searchStates((*cursor)->fold(), text.toStdString(), StateSearchIn::Both,
                                    JsonNode::maxChildren, stop);
    return answer;
}

} // namespace

StateSearchBox::StateSearchBox(ViewState &view, const Theme &theme, JsonView &tree, QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_theme(theme),
      m_tree(tree),
      m_field(new QLineEdit(this)),
      m_all(
          makeTextButton(tr("All"), tr("Search the states of all subjects at the playhead"), this)),
      m_matches(new ToneLabel(theme, ColorRole::MutedText, this)),
      m_previous(makeTextButton(tr("Previous"), tr("Previous match (Shift+Enter)"), this)),
      m_next(makeTextButton(tr("Next"), tr("Next match (Enter)"), this)),
      m_results(new QTreeWidget(this)),
      m_note(new ToneLabel(theme, ColorRole::MutedText, this)),
      m_busy(new BusyNote(theme, tr("Looking through all states"), this)),
      m_pace(view, [this] { searchAll(); }),
      m_job([this](const StateSearchAnswer &answer) { show(answer); })
{
    m_field->setObjectName(QStringLiteral("search"));
    m_field->setAccessibleName(tr("Search in the state"));
    m_field->setPlaceholderText(tr("Search in the state"));
    m_field->setToolTip(tr("Enter: next match, Shift+Enter: previous match, Esc: clear"));
    m_field->setClearButtonEnabled(true);
    m_field->installEventFilter(this);
    m_all->setObjectName(QStringLiteral("searchAll"));
    m_all->setCheckable(true);
    m_matches->setObjectName(QStringLiteral("matches"));
    m_matches->setAccessibleName(tr("Matches"));
    m_note->setObjectName(QStringLiteral("searchNote"));
    m_note->setContentsMargins(14, 0, 14, 6);
    m_note->hide();
    makeResults();

    auto *row = new QHBoxLayout;
    row->setContentsMargins(14, 0, 14, 8);
    row->setSpacing(4);
    row->addWidget(m_field, 1);
    row->addWidget(m_matches);
    row->addWidget(m_all);
    row->addWidget(m_previous);
    row->addWidget(m_next);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_busy);
    column->addWidget(m_note);
    auto *list = new QHBoxLayout;
    list->setContentsMargins(10, 0, 0, 0);
    list->addWidget(m_results);
    column->addLayout(list);

    connect(m_field, &QLineEdit::textChanged, this, &StateSearchBox::search);
    connect(m_previous, &QToolButton::clicked, this, [this] { goMatch(false); });
    connect(m_next, &QToolButton::clicked, this, [this] { goMatch(true); });
    connect(m_all, &QToolButton::toggled, this, [this] {
        searchAll();
        m_field->setFocus();
    });
    connect(&view, &ViewState::logChanged, this, [this] {
        m_job.cancel();
        m_cursors.reset();
        nothingShown();
    });
    connect(&theme, &Theme::changed, this, &StateSearchBox::applyTheme);
    applyTheme();
    updateMatches();
}

void StateSearchBox::makeResults()
{
    m_results->setObjectName(QStringLiteral("searchResults"));
    m_results->setAccessibleName(tr("Values that were found"));
    m_results->setToolTip(tr("Click or Enter: show this value in the state of its subject"));
    m_results->setHeaderLabels({tr("Subject"), tr("Field"), tr("Value")});
    makeAiryTable(*m_results);
    m_results->header()->setSectionResizeMode(QHeaderView::Stretch);
    m_results->setFixedHeight((m_results->fontMetrics().height() + 8) * resultRows);
    m_results->hide();
    connect(m_results, &QTreeWidget::itemClicked, this, &StateSearchBox::choose);
    connect(m_results, &QTreeWidget::itemActivated, this, &StateSearchBox::choose);
}

void StateSearchBox::applyTheme()
{
    colorTable(*m_results, m_theme);
    show(m_answer);
}

void StateSearchBox::focusField()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void StateSearchBox::setCase(const QString &path)
{
    m_case = path;
    if (m_cursors) m_cursors->setCase(path.toStdString());
}

void StateSearchBox::stateShown(const StateRequest &question)
{
    m_question = question;
    m_tree.setSearch(m_field->text());
    updateMatches();
    if (m_all->isChecked()) m_pace.wish();
}

void StateSearchBox::nothingShown()
{
    m_question = {};
    m_answer = {};
    m_job.cancel();
    m_busy->end();
    show(m_answer);
    updateMatches();
}

bool StateSearchBox::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            goMatch(!key->modifiers().testFlag(Qt::ShiftModifier));
            return true;
        }
        if (key->key() == Qt::Key_Escape && !m_field->text().isEmpty()) {
            m_field->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void StateSearchBox::goMatch(bool forward)
{
    m_tree.goMatch(forward);
    updateMatches();
}

void StateSearchBox::search()
{
    m_tree.setSearch(m_field->text());
    updateMatches();
    searchAll();
}

void StateSearchBox::updateMatches()
{
    const auto found = m_tree.json().matches();
    const auto at = found.indexOf(m_tree.currentIndex().siblingAtColumn(0));
    m_matches->setText(m_field->text().isEmpty() ? QString()
                       : found.isEmpty()         ? tr("none")
                                                 : tr("%1 of %2").arg(at + 1).arg(found.size()));
    m_previous->setEnabled(!found.isEmpty());
    m_next->setEnabled(!found.isEmpty());
}

void StateSearchBox::searchAll()
{
    m_job.cancel();
    const auto text = m_field->text();
    if (!m_all->isChecked() || text.isEmpty() || !m_question.log || !isVisible()) {
        m_busy->end();
        show({});
        return;
    }
    if (!m_cursors || m_cursors->log() != m_question.log) {
        m_cursors = std::make_shared<StateCursors>(m_question.log);
        m_cursors->setCase(m_case.toStdString());
    }
    m_busy->begin(std::make_shared<JobProgress>());
    m_job.request([question = m_question, text, cursors = m_cursors](const std::stop_token &stop) {
        return searchAllStates(question, text, *cursors, stop);
    });
}

void StateSearchBox::show(const StateSearchAnswer &answer)
{
    if (!answer.text.isEmpty()) m_busy->end();
    m_answer = answer;
    m_results->clear();
    const auto &found = m_answer.found;
    for (const auto &match : found.matches) {
        auto *item = new QTreeWidgetItem(m_results);
        const auto path = StatePath::parse(match.path);
        QStringList keys;
        for (const auto &name : path ? path->names() : std::vector<std::string>())
            keys << toText(name);
        item->setText(Subject, toText(match.partition));
        item->setText(Path, keys.join(QLatin1Char('.')));
        item->setText(Value, match.isInside ? QString(QChar(0x2026)) : jsonLine(match.value));
        item->setData(0, keysRole, keys);
        item->setFont(Path, m_theme.dataFont());
        item->setFont(Value, m_theme.dataFont());
        item->setForeground(Value, m_theme.color(ColorRole::MutedText));
        for (const auto column : {Subject, Path, Value})
            item->setToolTip(column, item->text(column));
    }
    m_results->setColumnHidden(Subject, !found.matches.empty()
                                            && found.matches.front().partition.empty()
                                            && found.matches.back().partition.empty());
    m_results->setVisible(!found.matches.empty());
    m_note->setVisible(!m_answer.text.isEmpty());
    m_note->setRole(m_answer.error.isEmpty() ? ColorRole::MutedText : ColorRole::Failure);
    m_note->setText(
        !m_answer.error.isEmpty() ? m_answer.error
        : found.total == 0
            ? tr("Nowhere in the states at the playhead")
            : tr("%1 in all states%2")
                  .arg(exactNumber(found.total),
                       found.total > found.matches.size()
                           ? tr(", the first %1:").arg(exactNumber(found.matches.size()))
                           : QString()));
}

void StateSearchBox::choose(const QTreeWidgetItem *item)
{
    emit valueChosen(item->text(Subject), item->data(0, keysRole).toStringList());
}

} // namespace playhead
