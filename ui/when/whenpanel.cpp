// SPDX-License-Identifier: GPL-3.0-or-later
#include "when/whenpanel.h"

#include "inspector/inspectortext.h"
#include "numbertext.h"

#include <QKeyEvent>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace playhead {

WhenPanel::WhenPanel(ViewState &view, const Theme &theme, const ProjectionTable &projections,
                     Breakpoints &breakpoints, QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_theme(theme),
      m_projections(projections),
      m_breakpoints(breakpoints),
      m_projection(QStringLiteral("merge")),
      m_condition(new ConditionField(theme)),
      m_busy(new BusyNote(theme, tr("Looking for a position"))),
      m_answer(new ToneLabel(theme, ColorRole::MutedText)),
      m_hold(new QCheckBox(tr("Hold delivery at a breakpoint"))),
      m_list(new BreakpointList(breakpoints, theme)),
      m_job([this](const WhenAnswer &answer) { showAnswer(answer); })
{
    setAccessibleName(tr("When"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 10, 0, 8);
    column->setSpacing(6);
    const auto addInset = [column](QWidget *widget) {
        auto *row = new QHBoxLayout;
        row->setContentsMargins(14, 0, 14, 0);
        row->addWidget(widget);
        column->addLayout(row);
    };
    addInset(m_condition);
    m_condition->field().installEventFilter(this);
    makeChoices(column);
    makeButtons(column);
    column->addSpacing(8);
    column->addWidget(m_list, 1);
    m_hold->setObjectName(QStringLiteral("holdDelivery"));
    m_hold->setToolTip(
        tr("While a scenario is recorded, each event is tested before anything else happens, and "
           "the scenario is paused exactly where a breakpoint holds: nothing behind that event is "
           "delivered until you resume."));
    addInset(m_hold);
    setCanHold(false);
    connect(m_hold, &QCheckBox::toggled, this,
            [this] { emit holdsDeliveryChanged(holdsDelivery()); });
    connect(m_condition, &ConditionField::changed, this, [this] { tell({}); });
    connect(m_list, &BreakpointList::taken, this, &WhenPanel::take);
    connect(&view, &ViewState::logChanged, this, [this] {
        cancel();
        m_search = std::make_shared<WhenSearch>();
        tell({});
        fillSubjects();
    });
    connect(&view, &ViewState::pinnedSubjectChanged, this, &WhenPanel::fillSubjects);
    connect(&view, &ViewState::observerChanged, this, &WhenPanel::showScope);
    connect(&view, &ViewState::observerIdempotentChanged, this, &WhenPanel::showScope);
    fillSubjects();
}

void WhenPanel::makeChoices(QVBoxLayout *column)
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(14, 0, 14, 0);
    m_mode = makeComboBox(tr("Where"),
                          tr("At every event after which the condition is true, or "
                             "only where it was not before"),
                          this);
    m_mode->setObjectName(QStringLiteral("whenMode"));
    m_mode->addItem(tr("wherever it holds"), static_cast<int>(WhenFinder::Mode::Holds));
    m_mode->addItem(tr("where it becomes true"), static_cast<int>(WhenFinder::Mode::Becomes));
    m_subjects =
        makeComboBox(tr("Whose state"), tr("All subjects, or the one that is pinned"), this);
    m_subjects->setObjectName(QStringLiteral("whenSubject"));
    row->addWidget(m_mode);
    row->addWidget(m_subjects);
    column->addLayout(row);
    m_scope = new ToneLabel(m_theme, ColorRole::MutedText, this);
    m_scope->setObjectName(QStringLiteral("whenScope"));
    m_scope->setWordWrap(true);
    m_scope->setToolTip(tr("Projection and observer are chosen in State"));
    m_scope->setContentsMargins(14, 0, 14, 0);
    column->addWidget(m_scope);
}

void WhenPanel::makeButtons(QVBoxLayout *column)
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(14, 0, 14, 0);
    const auto add = [&](const char *name, const QString &text, const QString &toolTip) {
        auto *button = makeTextButton(text, toolTip, this);
        button->setObjectName(QLatin1String(name));
        row->addWidget(button);
        return button;
    };
    auto *first = add("whenFirst", tr("First"), tr("First position at which the condition holds"));
    auto *previous = add("whenPrevious", tr("Previous"), tr("Previous such position (Shift+F4)"));
    auto *next = add("whenNext", tr("Next"), tr("Next such position (F4)"));
    row->addStretch(1);
    m_add = add("addBreakpoint", tr("Add breakpoint"),
                tr("Playing stops where this condition holds (F9)"));
    connect(first, &QToolButton::clicked, this, [this] { find(WhenDirection::First); });
    connect(previous, &QToolButton::clicked, this, [this] { find(WhenDirection::Previous); });
    connect(next, &QToolButton::clicked, this, [this] { find(WhenDirection::Next); });
    connect(m_add, &QToolButton::clicked, this, &WhenPanel::addBreakpoint);
    m_finds = {first, previous, next};
    column->addLayout(row);

    m_answer->setObjectName(QStringLiteral("whenAnswer"));
    m_answer->setWordWrap(true);
    m_answer->setContentsMargins(14, 2, 14, 2);
    m_cancel = makeTextButton(tr("Cancel"), tr("Stop looking (Esc)"), this);
    m_cancel->setObjectName(QStringLiteral("cancelWhen"));
    m_cancel->hide();
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        cancel();
        tell(tr("Cancelled. What was found out is kept."));
    });
    auto *busy = new QHBoxLayout;
    busy->setContentsMargins(0, 0, 14, 0);
    busy->addWidget(m_answer, 1);
    busy->addWidget(m_busy, 1);
    busy->addWidget(m_cancel);
    column->addLayout(busy);
}

void WhenPanel::setProjection(const QString &name)
{
    m_projection = name;
    fillSubjects();
}

void WhenPanel::focusField()
{
    m_condition->field().setFocus(Qt::ShortcutFocusReason);
    m_condition->field().selectAll();
}

/// Where the projection has one state for the whole log, a subject has none of its own.
void WhenPanel::fillSubjects()
{
    const bool wasOne = m_subjects->currentIndex() == 1;
    const auto log = m_view.log();
    const auto projection = m_projections.find(m_projection.toStdString());
    const bool perSubject = projection && projection->isPerSubject();
    const QSignalBlocker quiet(m_subjects);
    m_subjects->clear();
    m_subjects->addItem(perSubject ? tr("all subjects") : tr("the whole log"));
    if (perSubject && log && m_view.pinnedSubject().isValid()) {
        const auto name = toText(log->name(m_view.pinnedSubject()));
        m_subjects->addItem(tr("only %1").arg(name), name);
        if (wasOne) m_subjects->setCurrentIndex(1);
    }
    m_subjects->setEnabled(m_subjects->count() > 1);
    m_subjects->setToolTip(m_subjects->isEnabled()
                               ? tr("All subjects, or the one that is pinned")
                               : tr("Pin a subject in State to ask about it alone"));
    showScope();
}

void WhenPanel::showScope()
{
    const auto log = m_view.log();
    const auto who = log && m_view.observer().isValid()
                         ? toText(log->participantName(m_view.observer()))
                         : QString();
    m_scope->setText(who.isEmpty() ? tr("State by %1, as the log has it").arg(m_projection)
                     : m_view.isObserverIdempotent()
                         ? tr("State by %1, as %2 has it, redeliveries once").arg(m_projection, who)
                         : tr("State by %1, as %2 has it").arg(m_projection, who));
}

WhenCondition WhenPanel::wanted() const
{
    WhenCondition what;
    what.text = m_condition->text();
    what.projection = m_projection;
    what.subject = m_subjects->currentData().toString();
    if (m_view.log() && m_view.observer().isValid()) {
        what.observer = toText(m_view.log()->participantName(m_view.observer()));
        what.idempotent = m_view.isObserverIdempotent();
    }
    what.mode = static_cast<WhenFinder::Mode>(m_mode->currentData().toInt());
    return what;
}

bool WhenPanel::find(WhenDirection direction)
{
    const auto log = m_view.log();
    if (!m_condition->isValid()) {
        focusField();
        return false;
    }
    if (!log || !m_view.watermark().isValid()) return true;
    const auto question = whenQuestion(wanted(), log, m_projections);
    if (!question) {
        tell(toText(question.error().message), ColorRole::Failure);
        return true;
    }
    tell({});
    m_job.cancel();
    m_busy->begin(m_search->progress());
    m_answer->hide();
    m_cancel->show();
    m_job.request([question = *question, direction, from = m_view.playhead(),
                   last = m_view.watermark(), search = m_search](const std::stop_token &stop) {
        return search->answer(question, direction, from, last, stop);
    });
    return true;
}

void WhenPanel::cancel()
{
    m_job.cancel();
    m_busy->end();
    m_cancel->hide();
    m_answer->show();
}

void WhenPanel::showAnswer(const WhenAnswer &answer)
{
    cancel();
    if (!answer.error.isEmpty()) return tell(answer.error, ColorRole::Failure);
    if (answer.found.isValid()) {
        m_view.setPlayhead(answer.found);
        const auto text = tr("Holds at %1").arg(stepTitle(*m_view.log(), answer.found));
        return tell(answer.problems.count == 0
                        ? text
                        : tr("%1; %2 events before it could not be folded")
                              .arg(text, exactNumber(answer.problems.count)));
    }
    const auto at = exactNumber(answer.from.value());
    switch (answer.direction) {
    case WhenDirection::First: return tell(tr("It holds nowhere in this log."));
    case WhenDirection::Next: return tell(tr("It holds nowhere after #%1.").arg(at));
    case WhenDirection::Previous: return tell(tr("It holds nowhere before #%1.").arg(at));
    }
}

void WhenPanel::tell(const QString &text, ColorRole role)
{
    m_answer->setRole(role);
    m_answer->setText(text);
}

bool WhenPanel::addBreakpoint()
{
    if (!m_condition->isValid()) {
        focusField();
        return false;
    }
    m_breakpoints.add(wanted());
    return true;
}

/// The projection and the observer stay those of the inspector.
void WhenPanel::take(const WhenCondition &what)
{
    m_condition->field().setText(what.text);
    m_mode->setCurrentIndex(m_mode->findData(static_cast<int>(what.mode)));
    m_subjects->setCurrentIndex(std::max(0, m_subjects->findData(what.subject)));
    focusField();
}

void WhenPanel::setCanHold(bool can)
{
    m_hold->setVisible(can);
    emit holdsDeliveryChanged(holdsDelivery());
}

bool WhenPanel::holdsDelivery() const
{
    return m_hold->isChecked() && !m_hold->isHidden();
}

bool WhenPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_condition->field() && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            find(key->modifiers().testFlag(Qt::ShiftModifier) ? WhenDirection::Previous
                                                              : WhenDirection::Next);
            return true;
        }
        if (key->key() == Qt::Key_Escape && isBusy()) {
            m_cancel->click();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace playhead
