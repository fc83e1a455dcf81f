// SPDX-License-Identifier: GPL-3.0-or-later
#include "when/breakpointhold.h"

#include <utility>

namespace playhead {

/// What one brake after the other goes on with, on the scenario's thread.
struct BreakpointHold::Tested
{
    LogPtr log;
    Position upTo; ///< all up to there were tested, or came before
    BreakpointFinders finders{};
    QStringList errors{};
};

BreakpointHold::BreakpointHold(Session &session, const ViewState &view, Breakpoints &breakpoints,
                               const ProjectionTable &projections, QObject *parent)
    : QObject(parent),
      m_session(session),
      m_view(view),
      m_breakpoints(breakpoints),
      m_projections(projections)
{
    connect(&breakpoints, &Breakpoints::changed, this, &BreakpointHold::refresh);
    connect(&session, &Session::scenarioChanged, this, [this] {
        if (std::exchange(m_scenario, m_session.scenario()) != m_scenario) refresh();
    });
}

BreakpointHold::~BreakpointHold()
{
    m_session.setScenarioBrake({});
}

void BreakpointHold::setOn(bool on)
{
    if (m_isOn == on) return;
    m_isOn = on;
    refresh();
}

void BreakpointHold::refresh()
{
    const auto log = m_view.log();
    if (!m_isOn || !m_session.scenario() || !m_breakpoints.anyOn())
        m_tested.reset();
    else if (!m_tested || m_tested->log != log)
        m_tested = std::make_shared<Tested>(Tested{log, log->watermark()});
    m_session.setScenarioBrake(m_tested ? brake() : ScenarioBrake());
}

ScenarioBrake BreakpointHold::brake()
{
    return [this, tested = m_tested, list = m_breakpoints.list(),
            projections = m_projections](const std::stop_token &stop) {
        const PositionRange range{Position(tested->upTo.value() + 1), tested->log->watermark()};
        if (range.isEmpty()) return false;
        QStringList errors;
        tested->finders.want(list, tested->log, projections, errors);
        const auto found = tested->finders.firstIn(range, errors, stop);
        if (stop.stop_requested()) return false;
        const bool holds = found.at.isValid();
        tested->upTo = holds ? found.at : range.last;
        if (!holds && errors == tested->errors) return false;
        tested->errors = errors;
        Answer answer{tested->log, found.at, {}, errors};
        if (holds) answer.what = list[found.index].what;
        QMetaObject::invokeMethod(
            this, [this, answer] { take(answer); }, Qt::QueuedConnection);
        return holds;
    };
}

void BreakpointHold::take(const Answer &answer)
{
    if (answer.log != m_view.log()) return;
    for (int i = 0; i < answer.errors.size(); ++i)
        if (!answer.errors[i].isEmpty()) emit failed(i, answer.errors[i]);
    // The person may have gone on already.
    if (!answer.at.isValid() || !m_session.isScenarioPaused()) return;
    const auto &list = m_breakpoints.list();
    for (int i = 0; i < list.size(); ++i)
        if (list[i].what == answer.what) m_breakpoints.countHit(i);
    emit held(answer.at, answer.what.text);
}

} // namespace playhead
