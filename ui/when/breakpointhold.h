// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "when/breakpointfinders.h"

#include <QObject>

#include <memory>

namespace playhead {

/// Holds the running scenario exactly where a breakpoint that is on holds: its thread waits after
/// each task until the steps are in the log, tests them there as BreakpointWatch does, and goes on
/// or stands still. Nothing that a later task does, such as delivering the event, has happened
/// then.
///
/// Tests what arrives from when it was switched on, any projection, scripts too. A task takes about
/// 100 us longer meanwhile, and the fold of the event; a new breakpoint is folded from the start of
/// the log first, and the scenario stands still so long. Costs nothing while there is none.
/// Interface thread.
class BreakpointHold : public QObject
{
    Q_OBJECT

public:
    BreakpointHold(Session &session, const ViewState &view, Breakpoints &breakpoints,
                   const ProjectionTable &projections, QObject *parent = nullptr);
    ~BreakpointHold() override;

    void setOn(bool on);
    [[nodiscard]] bool isOn() const { return m_isOn; }

    /// Other breakpoints are on, or the projection table has others than before.
    void refresh();

signals:
    /// The scenario was paused at a step at which the condition of a breakpoint holds.
    void held(playhead::Position at, const QString &condition);
    /// Why a breakpoint cannot be tested.
    void failed(int index, const QString &reason);

private:
    struct Tested;
    /// What the scenario's thread has found out.
    struct Answer
    {
        LogPtr log;
        Position at;        ///< none: it goes on
        WhenCondition what; ///< that holds there
        QStringList errors; ///< by index in the list; empty text: none
    };

    [[nodiscard]] ScenarioBrake brake();
    void take(const Answer &answer);

    Session &m_session;
    const ViewState &m_view;
    Breakpoints &m_breakpoints;
    const ProjectionTable &m_projections;
    bool m_isOn = false;
    const LiveScenario *m_scenario = nullptr; ///< that runs
    std::shared_ptr<Tested> m_tested;         ///< used by the brake; null: there is none
};

} // namespace playhead
