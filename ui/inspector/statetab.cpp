// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/statetab.h"

#include "inspector/inspectortext.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QGridLayout>
#include <QVBoxLayout>

namespace playhead {
namespace {

constexpr int keepAfter = 1500; // milliseconds

/// A choice with its name in front; answers its row.
int addRow(QGridLayout *grid, const Theme &theme, const QString &name, QWidget *choice, int columns)
{
    const auto row = grid->rowCount();
    auto *label = new ToneLabel(theme, ColorRole::MutedText);
    label->setText(name);
    label->setBuddy(choice);
    grid->addWidget(label, row, 0);
    grid->addWidget(choice, row, 1, 1, columns);
    return row;
}

} // namespace

StateTab::StateTab(ViewState &view, const Theme &theme, const ProjectionTable &projections,
                   QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_theme(theme),
      m_projections(projections),
      m_pace(view, [this] { request(); }),
      m_job([this](const StateAnswer &answer) { show(answer); }),
      m_subjectJob([this](const QStringList &names) { m_subjects->setStringList(names); }),
      m_keepJob([](bool) {})
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 10, 0, 0);
    column->setSpacing(6);
    makeChoices(column);
    makeSubjectRow(column);
    makePages(column);
    m_keepPause.setSingleShot(true);
    m_keepPause.setInterval(keepAfter);
    connect(&m_keepPause, &QTimer::timeout, this, [this] {
        if (!m_cursors) return;
        m_keepJob.request([cursors = m_cursors](const std::stop_token &stop) {
            // What cannot be kept is folded again next time.
            return cursors->keep(stop).has_value();
        });
    });
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
    m_projection = makeComboBox(tr("Projection"), tr("How events become state"), this);
    m_elapsed = new ToneLabel(m_theme, ColorRole::MutedText, this);
    m_elapsed->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_elapsed->setToolTip(tr("How long the replay took"));
    m_elapsed->setAccessibleName(tr("Time of the replay"));
    m_elapsed->setMinimumWidth(m_elapsed->fontMetrics().horizontalAdvance(tr("9 999.9 ms")));
    grid->addWidget(m_elapsed, addRow(grid, m_theme, tr("Projection"), m_projection, 1), 2);
    makeObserverChoice(grid);
    m_compare = new ComparisonBox(m_view, m_theme, this);
    grid->addWidget(m_compare, addRow(grid, m_theme, tr("Compare"), &m_compare->choices(), 2) + 1,
                    1, 1, 2);
    fillProjections();
    column->addLayout(grid);
}

void StateTab::makeObserverChoice(QGridLayout *grid)
{
    m_observer =
        makeComboBox(tr("Observer"),
                     tr("Whose view of the events: the log's, or a consumer's by its acks"), this);
    m_observer->setObjectName(QStringLiteral("observer"));
    m_once = new QCheckBox(tr("once"), this);
    m_once->setObjectName(QStringLiteral("once"));
    m_once->setAccessibleName(tr("Count redeliveries once"));
    m_once->setToolTip(
        tr("With idempotency: an event that was acknowledged more than once counts once, as for a "
           "consumer that recognises redeliveries. Else each acknowledgement counts."));
    grid->addWidget(m_once, addRow(grid, m_theme, tr("Observer"), m_observer, 1), 2);
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
    m_display = makeComboBox(tr("Show"), tr("How the difference is shown"), this);
    m_display->setObjectName(QStringLiteral("display"));
    m_display->setMinimumContentsLength(8);
    m_display->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_display->addItem(tr("Tree"), static_cast<int>(Display::Tree));
    m_display->addItem(tr("Side by side"), static_cast<int>(Display::SideBySide));
    m_display->addItem(tr("JSON Patch"), static_cast<int>(Display::Patch));
    auto *link = new QHBoxLayout;
    link->setContentsMargins(12, 0, 14, 0);
    link->addWidget(m_changedBy);
    link->addStretch(1);
    link->addWidget(m_display);
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

void StateTab::makePages(QVBoxLayout *column)
{
    m_tree = new JsonView(m_theme);
    m_tree->setAccessibleName(tr("State"));
    m_tree->setAsksWhy(true);
    m_note = new ToneLabel(m_theme, ColorRole::MutedText);
    m_note->setAlignment(Qt::AlignCenter);
    m_note->setWordWrap(true);
    m_note->setMargin(20);
    m_patch = new PatchView(m_theme);
    m_pages = new QStackedWidget;
    for (QWidget *page : {static_cast<QWidget *>(m_note), static_cast<QWidget *>(m_tree),
                          static_cast<QWidget *>(m_patch)})
        m_pages->addWidget(page);
    m_search = new StateSearchBox(m_view, m_theme, *m_tree);
    column->addWidget(m_pages, 1);
    column->addWidget(m_search);
    connect(m_tree, &JsonView::whyAsked, this, &StateTab::askWhy);
    connect(m_search, &StateSearchBox::valueChosen, this, &StateTab::showValue);
}

void StateTab::connectView()
{
    connect(&m_view, &ViewState::logChanged, this, &StateTab::logChanged);
    connect(&m_view, &ViewState::watermarkChanged, this, &StateTab::fillObservers);
    connect(&m_view, &ViewState::bookmarksChanged, this, [this] {
        m_compare->fill();
        request();
    });
    const auto observed = [this] {
        fillObservers();
        m_compare->fill();
        request();
    };
    connect(&m_view, &ViewState::observerChanged, this, observed);
    connect(&m_view, &ViewState::observerIdempotentChanged, this, observed);
    connect(&m_view, &ViewState::playheadChanged, &m_pace, &LivePace::wish);
    connect(&m_view, &ViewState::pinnedSubjectChanged, this, &StateTab::request);
    connect(m_projection, &QComboBox::currentIndexChanged, this, [this] {
        m_job.cancel(); // nobody waits for the other projection's state
        request();
        emit projectionChosen();
    });
    connect(m_compare, &ComparisonBox::changed, this, &StateTab::request);
    connect(m_display, &QComboBox::currentIndexChanged, this, [this] {
        showTitles();
        if (m_answer.tree) showPage();
        request();
    });
    connect(m_observer, &QComboBox::currentIndexChanged, this, [this] {
        const auto id = static_cast<std::uint16_t>(m_observer->currentData().toUInt());
        m_view.setObserver(ParticipantId(id));
    });
    connect(m_once, &QCheckBox::toggled, &m_view, &ViewState::setObserverIdempotent);
}

bool StateTab::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_subject && event->type() == QEvent::FocusIn) requestSubjects();
    if (watched == m_subject && event->type() == QEvent::FocusOut
        && !m_subject->completer()->popup()->isVisible())
        showSubject();
    return QWidget::eventFilter(watched, event);
}

void StateTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    request();
}

void StateTab::focusSearch()
{
    m_search->focusField();
}

} // namespace playhead
