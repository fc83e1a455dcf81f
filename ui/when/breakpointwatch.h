// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"
#include "playbrake.h"
#include "viewstate.h"
#include "when/breakpointfinders.h"

#include <memory>

namespace playhead {

/// Knows where breakpoints that are on hold. Looks ahead of the player on a worker, so that no
/// position is passed that was not tested, whatever the speed. Interface thread.
class BreakpointWatch : public QObject, public PlayBrake
{
    Q_OBJECT

public:
    BreakpointWatch(ViewState &view, Breakpoints &breakpoints, const ProjectionTable &projections,
                    QObject *parent = nullptr);

    PlayLimit limit(Position from, Position to) override;
    void stopped(Position at) override;

    /// What is known no longer holds: the projection table has others than before.
    void forget();

signals:
    /// Why a breakpoint cannot be tested.
    void failed(int index, const QString &reason);

private:
    /// What a worker found out.
    struct Answer
    {
        BreakpointStop ahead;
        QStringList errors; ///< by index in the list; empty text: none
    };

    void ask();
    void take(const Answer &answer);
    [[nodiscard]] PositionRange wantedAhead() const;

    ViewState &m_view;
    Breakpoints &m_breakpoints;
    const ProjectionTable &m_projections;
    std::shared_ptr<BreakpointFinders> m_finders; ///< used by the worker
    BreakpointStop m_ahead;                       ///< what is known around the player
    Position m_wantedFrom;                        ///< where the player is; none: nobody plays
    bool m_asked = false;                         ///< an answer is under way
    QStringList m_errors;
    LatestJob<Answer> m_job;
};

} // namespace playhead
