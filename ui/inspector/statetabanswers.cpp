// SPDX-License-Identifier: GPL-3.0-or-later
// StateTab: what is asked and how the answer is shown.
#include "inspector/inspectortext.h"
#include "inspector/statetab.h"
#include "numbertext.h"

#include <QSignalBlocker>

namespace playhead {
namespace {

constexpr std::size_t maxCompletions = 50'000;
constexpr qint64 longReplay = 1000; // milliseconds
QString problemText(const FoldProblems &problems)
{
    const auto &first = problems.first;
    const auto reason = first.line > 0
                            ? StateTab::tr("line %1: %2").arg(first.line).arg(toText(first.reason))
                            : toText(first.reason);
    const auto at = exactNumber(first.position.value());
    return problems.stopped ? StateTab::tr("The projection stopped at #%1, %2").arg(at, reason)
                            : StateTab::tr("%1 events left out; the first, #%2: %3")
                                  .arg(exactNumber(problems.count), at, reason);
}

} // namespace

void StateTab::logChanged()
{
    m_job.cancel();
    m_subjectJob.cancel();
    m_keepJob.cancel();
    m_keepPause.stop();
    m_answer = {};
    m_wanted.clear();
    m_cursors = m_view.log() ? std::make_shared<StateCursors>(m_view.log()) : nullptr;
    m_tree->setTree({});
    m_subjects->setStringList({});
    m_observer->clear();
    fillObservers();
    m_compare->fill();
    request();
}

void StateTab::setCase(const QString &path)
{
    if (m_cursors) m_cursors->setCase(path.toStdString());
    m_search->setCase(path);
}

void StateTab::setDisplay(Display display)
{
    m_display->setCurrentIndex(m_display->findData(static_cast<int>(display)));
}

StateTab::Display StateTab::display() const
{
    return static_cast<Display>(m_display->currentData().toInt());
}

void StateTab::fillProjections()
{
    refill(m_projection, m_projection->currentData(), [this] {
        for (const auto &name : m_projections.names())
            m_projection->addItem(toText(name), toText(name));
    });
}

void StateTab::projectionsChanged()
{
    fillProjections();
    m_job.cancel();
    request();
    emit projectionsReplaced();
}

void StateTab::chooseProjection(const QString &name)
{
    const auto index = m_projection->findData(name);
    if (index >= 0) m_projection->setCurrentIndex(index);
}

void StateTab::fillObservers()
{
    const auto log = m_view.log();
    m_once->setEnabled(m_view.observer().isValid());
    m_once->setChecked(m_view.isObserverIdempotent());
    int count = 1;
    if (log) forEachConsumer(*log, [&count](ParticipantId) { ++count; });
    const auto chosen = QVariant(static_cast<uint>(m_view.observer().value()));
    if (count == m_observer->count() && m_observer->currentData() == chosen) return;
    refill(m_observer, chosen, [&] {
        m_observer->addItem(tr("The log"), 0U);
        if (log)
            forEachConsumer(*log, [&](ParticipantId id) {
                m_observer->addItem(toText(log->participantName(id)),
                                    static_cast<uint>(id.value()));
            });
    });
    m_compare->fill();
}

NameId StateTab::subject() const
{
    if (m_view.pinnedSubject().isValid()) return m_view.pinnedSubject();
    const auto log = m_view.log();
    return log && m_view.playhead().isValid() ? log->at(m_view.playhead()).subject : NameId();
}

void StateTab::showSubject()
{
    const auto log = m_view.log();
    const auto name = log ? toText(log->name(subject())) : QString();
    if (m_subject->text() != name) m_subject->setText(name);
    m_pin->setChecked(m_view.pinnedSubject().isValid());
    m_pin->setText(m_pin->isChecked() ? tr("Pinned") : tr("Pin"));
    m_pin->setEnabled(subject().isValid());
}

void StateTab::subjectEntered()
{
    const auto log = m_view.log();
    if (!log) return;
    const auto name = m_subject->text().trimmed();
    const auto id = log->names().find(name.toStdString());
    if (!name.isEmpty() && !id.isValid()) {
        showNote(tr("No subject is named %1").arg(name), ColorRole::Warning);
        return;
    }
    m_subject->setModified(false);
    m_view.setPinnedSubject(id);
    request();
}

void StateTab::requestSubjects()
{
    const auto log = m_view.log();
    const auto upTo = m_view.watermark();
    if (!log || !upTo.isValid()) return;
    m_subjectJob.request([log, upTo](const std::stop_token &) {
        QStringList names;
        for (const auto id : Replay(log, mergeProjection()).subjects(upTo)) {
            if (static_cast<std::size_t>(names.size()) == maxCompletions) break;
            names.push_back(toText(log->name(id)));
        }
        return names;
    });
}

void StateTab::request()
{
    const auto log = m_view.log();
    const auto projection =
        m_projections.find(m_projection->currentData().toString().toStdString());
    const bool perSubject = projection && projection->isPerSubject();
    m_subject->setEnabled(log && perSubject);
    if (!m_subject->hasFocus() || !m_subject->isModified()) showSubject();
    const auto empty = [this](const QString &text) {
        m_job.cancel();
        m_answer = {};
        showNote(text);
        m_search->nothingShown();
    };
    if (!log) return empty(tr("Open a log to see state here"));
    if (!m_view.playhead().isValid()) return empty(tr("No steps yet"));
    if (!projection) return empty(tr("There is no such projection"));
    if (perSubject && !subject().isValid()) return empty(tr("This event has no subject"));
    if (!isVisible()) return;
    const StateRequest question{log,
                                projection,
                                {m_view.observer(), m_view.isObserverIdempotent()},
                                subject(),
                                m_view.playhead(),
                                m_compare->comparison(),
                                display() == Display::Patch};
    // What takes long is given up for what is asked for now; what is quick is shown on the way.
    if (m_job.isBusy() && m_asked.elapsed() > longReplay) m_job.cancel();
    if (!m_job.isBusy() || m_asked.elapsed() > longReplay) m_asked.start();
    m_keepPause.stop();
    m_job.request([question, cursors = m_cursors](const std::stop_token &stop) {
        return answerState(question, *cursors, stop);
    });
}

void StateTab::show(const StateAnswer &answer)
{
    if (answer.question.log != m_view.log()) return;
    m_answer = answer;
    if (!m_job.isBusy()) m_keepPause.start();
    m_elapsed->setText(tr("%1 ms").arg(answer.milliseconds, 0, 'f', 1));
    showChange();
    if (!answer.error.isEmpty()) {
        showNote(answer.error, ColorRole::Failure);
    } else if (!answer.tree) {
        showNote(answer.events == 0 ? tr("No state yet") : tr("There is no state here"));
    } else {
        m_tree->setTree(answer.tree);
        if (answer.question.wantsPatch) m_patch->setPatch(answer.patch);
        showTitles();
        showPage();
        m_tree->revealChange();
    }
    m_search->stateShown(answer.question);
    if (!m_wanted.isEmpty() && m_tree->select(m_wanted)) m_wanted.clear();
}

/// The patch is shown once there is one.
void StateTab::showPage()
{
    const bool isPatch = display() == Display::Patch && m_answer.question.wantsPatch;
    m_pages->setCurrentWidget(isPatch ? static_cast<QWidget *>(m_patch) : m_tree);
}

/// Each side says what the other one does not: whose it is, or where.
void StateTab::showTitles()
{
    const auto &question = m_answer.question;
    if (display() != Display::SideBySide || !question.log) return m_tree->setSides({}, {});
    const auto &other = m_answer.compared;
    const bool samePlace = other.at == question.at;
    const auto title = [&](const Observer &observer, Position at, const BranchPtr &branch) {
        const auto whose = observerText(*question.log, observer);
        if (branch) return tr("branch \u201c%1\u201d").arg(toText(branch->name()));
        if (!(other.observer == question.observer))
            return samePlace ? whose : tr("%1, #%2").arg(whose, exactNumber(at.value()));
        return at.isValid() ? QLatin1Char('#') + exactNumber(at.value()) : tr("before all");
    };
    m_tree->setSides(title(question.observer, question.at, {}),
                     title(other.observer, other.at, other.branch));
}

void StateTab::showNote(const QString &text, ColorRole role)
{
    m_tree->setTree({});
    m_note->setText(text);
    m_note->setRole(role);
    m_pages->setCurrentWidget(m_note);
    showChange();
}

void StateTab::showChange()
{
    const auto &log = m_answer.question.log;
    const bool known = log && m_answer.lastChange.isValid();
    m_changedBy->setVisible(known);
    const auto &problems = m_answer.problems;
    m_problem->setVisible(problems.count > 0);
    if (problems.count > 0) m_problem->setText(problemText(problems));
    if (!known) return;
    // At the change itself the link leads one further back, so that it always leads somewhere.
    const bool here = m_answer.lastChange == m_answer.question.at;
    const auto target = here ? m_answer.previous : m_answer.lastChange;
    const auto title = target.isValid() ? stepTitle(*log, target) : QString();
    m_changedBy->setText(!target.isValid() ? tr("changed here for the first time")
                         : here            ? tr("changed here, before by %1").arg(title)
                                           : tr("changed by %1").arg(title));
    m_changedBy->setEnabled(target.isValid());
    m_changedBy->setAccessibleName(m_changedBy->text());
    m_changedBy->updateGeometry();
}

void StateTab::askWhy(const QStringList &keys)
{
    if (!m_answer.question.log) return;
    emit whyAsked({m_answer.question, projection(), keys});
}

/// A value that was found: in the state of another subject, or in another partition of this one.
void StateTab::showValue(const QString &partition, const QStringList &keys)
{
    const auto &question = m_answer.question;
    if (!question.log) return;
    if (!question.projection->isPerSubject()) {
        m_tree->select(partition.isEmpty() ? keys : QStringList(partition) + keys);
        return;
    }
    const auto id = question.log->names().find(partition.toStdString());
    if (id == subject() && m_tree->select(keys)) {
        m_view.setPinnedSubject(id);
        return;
    }
    m_wanted = keys;
    m_view.setPinnedSubject(id);
}

} // namespace playhead
