// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/statetab.h"

#include "inspector/inspectortext.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QGridLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace playhead {
namespace {

QComboBox *addChoice(QGridLayout *grid, const Theme &theme, const QString &name,
                     const QString &toolTip)
{
    const auto row = grid->rowCount();
    auto *label = new ToneLabel(theme, ColorRole::MutedText);
    label->setText(name);
    auto *box = makeComboBox(name, toolTip, nullptr);
    label->setBuddy(box);
    grid->addWidget(label, row, 0);
    grid->addWidget(box, row, 1);
    return box;
}

} // namespace

StateTab::StateTab(ViewState &view, const Theme &theme, const ProjectionTable &projections,
                   QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_theme(theme),
      m_projections(projections),
      m_pages(new QStackedWidget),
      m_note(new ToneLabel(theme, ColorRole::MutedText)),
      m_tree(new JsonView(theme)),
      m_pace(view, [this] { request(); }),
      m_job([this](const StateAnswer &answer) { show(answer); }),
      m_subjectJob([this](const QStringList &names) { m_subjects->setStringList(names); })
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 10, 0, 0);
    column->setSpacing(6);
    makeChoices(column);
    makeSubjectRow(column);
    m_tree->setAccessibleName(tr("State"));
    m_tree->setAsksWhy(true);
    connect(m_tree, &JsonView::whyAsked, this, &StateTab::askWhy);
    m_note->setAlignment(Qt::AlignCenter);
    m_note->setWordWrap(true);
    m_note->setMargin(20);
    m_pages->addWidget(m_note);
    m_pages->addWidget(m_tree);
    column->addWidget(m_pages, 1);
    makeSearchRow(column);
    connectView();
    logChanged();
}

void StateTab::makeChoices(QVBoxLayout *column)
{
    auto *grid = new QGridLayout;
    grid->setContentsMargins(14, 0, 14, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    m_projection = addChoice(grid, m_theme, tr("Projection"), tr("How events become state"));
    m_observer = addChoice(grid, m_theme, tr("Observer"),
                           tr("Whose view of the events: the log's, or a consumer's by its acks"));
    m_compare = addChoice(grid, m_theme, tr("Compare"), tr("What changes are marked against"));
    m_elapsed = new ToneLabel(m_theme, ColorRole::MutedText, this);
    m_elapsed->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_elapsed->setToolTip(tr("How long the replay took"));
    m_elapsed->setAccessibleName(tr("Time of the replay"));
    m_elapsed->setMinimumWidth(m_elapsed->fontMetrics().horizontalAdvance(tr("9 999.9 ms")));
    grid->addWidget(m_elapsed, 1, 2);
    fillProjections();
    column->addLayout(grid);
}

void StateTab::makeSubjectRow(QVBoxLayout *column)
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(14, 0, 14, 0);
    auto *label = new ToneLabel(m_theme, ColorRole::MutedText);
    label->setText(tr("Subject"));
    m_subject = new QLineEdit(this);
    m_subject->setObjectName(QStringLiteral("subject"));
    m_subject->setAccessibleName(tr("Subject"));
    m_subject->setToolTip(tr("Whose state is shown; enter another one to pin it"));
    m_subject->setPlaceholderText(tr("none"));
    m_subject->installEventFilter(this);
    label->setBuddy(m_subject);
    m_subjects = new QStringListModel(this);
    auto *completer = new QCompleter(m_subjects, this);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_subject->setCompleter(completer);
    m_pin = makeTextButton(tr("Pin"), tr("Keep this subject while the playhead moves"), this);
    m_pin->setObjectName(QStringLiteral("pin"));
    m_pin->setCheckable(true);
    row->addWidget(label);
    row->addWidget(m_subject, 1);
    row->addWidget(m_pin);
    column->addLayout(row);

    m_changedBy = new LinkButton(m_theme, this);
    m_changedBy->setObjectName(QStringLiteral("changedBy"));
    m_changedBy->setToolTip(tr("Go to the event that changed this state"));
    m_problem = new ToneLabel(m_theme, ColorRole::Warning, this);
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(14, 0, 14, 0);
    m_problem->hide();
    auto *link = new QHBoxLayout;
    link->setContentsMargins(12, 0, 12, 0);
    link->addWidget(m_changedBy);
    link->addStretch(1);
    column->addLayout(link);
    column->addWidget(m_problem);

    connect(m_subject, &QLineEdit::returnPressed, this, &StateTab::subjectEntered);
    connect(completer, qOverload<const QString &>(&QCompleter::activated), this,
            &StateTab::subjectEntered, Qt::QueuedConnection);
    connect(m_pin, &QToolButton::clicked, this,
            [this](bool on) { m_view.setPinnedSubject(on ? subject() : NameId()); });
    connect(m_changedBy, &QToolButton::clicked, this, [this] {
        const auto target =
            m_answer.lastChange == m_view.playhead() ? m_answer.previous : m_answer.lastChange;
        if (target.isValid()) m_view.setPlayhead(target);
    });
}

void StateTab::makeSearchRow(QVBoxLayout *column)
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(14, 0, 14, 8);
    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("search"));
    m_search->setAccessibleName(tr("Search in the state"));
    m_search->setPlaceholderText(tr("Search in the state"));
    m_search->setToolTip(tr("Enter: next match, Shift+Enter: previous match, Esc: clear"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_matches = new ToneLabel(m_theme, ColorRole::MutedText, this);
    m_matches->setObjectName(QStringLiteral("matches"));
    m_matches->setAccessibleName(tr("Matches"));
    m_previousMatch = makeTextButton(tr("Previous"), tr("Previous match (Shift+Enter)"), this);
    m_nextMatch = makeTextButton(tr("Next"), tr("Next match (Enter)"), this);
    row->addWidget(m_search, 1);
    row->addWidget(m_matches);
    row->addWidget(m_previousMatch);
    row->addWidget(m_nextMatch);
    column->addLayout(row);
    connect(m_search, &QLineEdit::textChanged, this, &StateTab::search);
    const auto go = [this](bool forward) {
        m_tree->goMatch(forward);
        updateMatches();
    };
    connect(m_previousMatch, &QToolButton::clicked, this, [go] { go(false); });
    connect(m_nextMatch, &QToolButton::clicked, this, [go] { go(true); });
    updateMatches();
}

void StateTab::connectView()
{
    connect(&m_view, &ViewState::logChanged, this, &StateTab::logChanged);
    connect(&m_view, &ViewState::watermarkChanged, this, &StateTab::fillObservers);
    connect(&m_view, &ViewState::bookmarksChanged, this, [this] {
        fillComparisons();
        request();
    });
    connect(&m_view, &ViewState::observerChanged, this, [this] {
        fillObservers();
        fillComparisons();
        request();
    });
    connect(&m_view, &ViewState::playheadChanged, &m_pace, &LivePace::wish);
    connect(&m_view, &ViewState::pinnedSubjectChanged, this, &StateTab::request);
    connect(m_projection, &QComboBox::currentIndexChanged, this, [this] {
        m_job.cancel(); // nobody waits for the other projection's state
        request();
        emit projectionChosen();
    });
    connect(m_compare, &QComboBox::currentIndexChanged, this, &StateTab::request);
    connect(m_observer, &QComboBox::currentIndexChanged, this, [this] {
        const auto id = static_cast<std::uint16_t>(m_observer->currentData().toUInt());
        m_view.setObserver(ParticipantId(id));
    });
}

bool StateTab::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_subject && event->type() == QEvent::FocusIn) requestSubjects();
    if (watched == m_subject && event->type() == QEvent::FocusOut
        && !m_subject->completer()->popup()->isVisible())
        showSubject();
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            m_tree->goMatch(!key->modifiers().testFlag(Qt::ShiftModifier));
            updateMatches();
            return true;
        }
        if (key->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void StateTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    request();
}

void StateTab::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

} // namespace playhead
