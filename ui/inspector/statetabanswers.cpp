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
const auto previousKey = QStringLiteral("previous");
const auto bookmarkKey = QStringLiteral("bookmark:");
const auto observerKey = QStringLiteral("observer:");

/// Keeps what was chosen, where it is still there, while the entries are made anew.
template <class Fill> void refill(QComboBox *box, const QVariant &chosen, Fill fill)
{
    const QSignalBlocker quiet(box);
    box->clear();
    fill();
    box->setCurrentIndex(std::max(0, box->findData(chosen)));
}

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

template <class Visit> void forEachConsumer(const Log &log, Visit visit)
{
    for (std::size_t i = 1; i <= log.participants().size(); ++i) {
        const ParticipantId id(static_cast<std::uint16_t>(i));
        if (log.participants().role(id) == Role::Consumer) visit(id);
    }
}

} // namespace

void StateTab::logChanged()
{
    m_job.cancel();
    m_subjectJob.cancel();
    m_answer = {};
    m_tree->setTree({});
    m_subjects->setStringList({});
    m_observer->clear();
    fillObservers();
    fillComparisons();
    request();
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
    fillComparisons();
}

void StateTab::fillComparisons()
{
    const auto log = m_view.log();
    refill(m_compare, m_compare->currentData(), [&] {
        m_compare->addItem(tr("with the previous event"), previousKey);
        for (const auto &bookmark : m_view.bookmarks()) {
            const auto number = exactNumber(bookmark.position.value());
            m_compare->addItem(bookmark.label.isEmpty()
                                   ? tr("with the bookmark at #%1").arg(number)
                                   : tr("with the bookmark %1, #%2").arg(bookmark.label, number),
                               bookmarkKey + QString::number(bookmark.position.value()));
        }
        if (!log) return;
        if (m_view.observer().isValid())
            m_compare->addItem(tr("with the log"), observerKey + QLatin1Char('0'));
        forEachConsumer(*log, [&](ParticipantId id) {
            if (id != m_view.observer())
                m_compare->addItem(tr("with what %1 sees").arg(toText(log->participantName(id))),
                                   observerKey + QString::number(id.value()));
        });
    });
}

StateComparison StateTab::comparison() const
{
    StateComparison result;
    const auto key = m_compare->currentData().toString();
    if (key.startsWith(bookmarkKey)) {
        result.kind = StateComparison::Kind::Bookmark;
        result.position = Position(key.mid(bookmarkKey.size()).toULongLong());
    } else if (key.startsWith(observerKey)) {
        result.kind = StateComparison::Kind::OtherObserver;
        result.observer = ParticipantId(key.mid(observerKey.size()).toUShort());
    }
    return result;
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
    };
    if (!log) return empty(tr("Open a log to see state here"));
    if (!m_view.playhead().isValid()) return empty(tr("No steps yet"));
    if (!projection) return empty(tr("There is no such projection"));
    if (perSubject && !subject().isValid()) return empty(tr("This event has no subject"));
    if (!isVisible()) return;
    const StateRequest question{log,       projection,        Observer{m_view.observer()},
                                subject(), m_view.playhead(), comparison()};
    // What takes long is given up for what is asked for now; what is quick is shown on the way.
    if (m_job.isBusy() && m_asked.elapsed() > longReplay) m_job.cancel();
    if (!m_job.isBusy() || m_asked.elapsed() > longReplay) m_asked.start();
    m_job.request([question](std::stop_token stop) { return answerState(question, stop); });
}

void StateTab::show(const StateAnswer &answer)
{
    if (answer.question.log != m_view.log()) return;
    m_answer = answer;
    m_elapsed->setText(tr("%1 ms").arg(answer.milliseconds, 0, 'f', 1));
    showChange();
    if (!answer.error.isEmpty()) return showNote(answer.error, ColorRole::Failure);
    if (!answer.tree)
        return showNote(answer.events == 0 ? tr("No state yet") : tr("There is no state here"));
    m_tree->setTree(answer.tree);
    m_pages->setCurrentWidget(m_tree);
    m_tree->setSearch(m_search->text());
    updateMatches();
}

void StateTab::showNote(const QString &text, ColorRole role)
{
    m_tree->setTree({});
    m_note->setText(text);
    m_note->setRole(role);
    m_pages->setCurrentWidget(m_note);
    showChange();
    updateMatches();
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

void StateTab::search()
{
    m_tree->setSearch(m_search->text());
    updateMatches();
}

void StateTab::updateMatches()
{
    const auto found = m_tree->json().matches();
    const auto at = found.indexOf(m_tree->currentIndex().siblingAtColumn(0));
    m_matches->setText(m_search->text().isEmpty() ? QString()
                       : found.isEmpty()          ? tr("none")
                                                  : tr("%1 of %2").arg(at + 1).arg(found.size()));
    m_previousMatch->setEnabled(!found.isEmpty());
    m_nextMatch->setEnabled(!found.isEmpty());
}

} // namespace playhead
