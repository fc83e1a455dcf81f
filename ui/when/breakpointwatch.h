// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"
#include "playbrake.h"
#include "viewstate.h"
#include "when/breakpoints.h"

#include <memory>
#include <vector>

namespace playhead {

class BreakpointFinders;

/// Positions, both included; none where the first is behind the last.
struct PositionRange
{
    Position first;
    Position last;

    [[nodiscard]] bool isEmpty() const { return !first.isValid() || first > last; }
};

/// The first position of a range at which a breakpoint holds.
struct BreakpointStop
{
    PositionRange looked;
    Position at;    ///< none: nowhere in it
    int index = -1; ///< in the list
};

/// Knows where breakpoints that are on hold. Looks ahead of the player on a worker, so that no
/// position is passed that was not tested, whatever the speed; and, when asked to, tests all that a
/// live source brings. Interface thread.
class BreakpointWatch : public QObject, public PlayBrake
{
    Q_OBJECT

public:
    BreakpointWatch(ViewState &view, Breakpoints &breakpoints, const ProjectionTable &projections,
                    QObject *parent = nullptr);

    PlayLimit limit(Position from, Position to) override;
    void stopped(Position at) override;

    /// Whether steps that arrive from now on are tested; arrived() tells of those that hold.
    void setTestsArrivals(bool tests);
    [[nodiscard]] bool testsArrivals() const { return m_testsArrivals; }

    /// The projection table holds others than before.
    void projectionsChanged();

signals:
    /// A step that has just arrived is one at which a breakpoint holds; steps behind it are not
    /// tested until resumeArrivals().
    void arrived(playhead::Position at, int index);
    /// Why a breakpoint cannot be tested.
    void failed(int index, const QString &reason);

public slots:
    /// Goes on testing behind the step of the last arrived().
    void resumeArrivals();

private:
    /// What a worker found out.
    struct Answer
    {
        BreakpointStop ahead;
        BreakpointStop arrived;
        QStringList errors; ///< by index in the list; empty text: none
    };

    void forget();
    void ask();
    void take(const Answer &answer);
    [[nodiscard]] bool anyOn() const;
    [[nodiscard]] PositionRange wantedAhead() const;
    [[nodiscard]] PositionRange wantedArrivals() const;

    ViewState &m_view;
    Breakpoints &m_breakpoints;
    const ProjectionTable &m_projections;
    std::shared_ptr<BreakpointFinders> m_finders; ///< used by the worker
    BreakpointStop m_ahead;                       ///< what is known around the player
    Position m_wantedFrom;                        ///< where the player is; none: nobody plays
    bool m_testsArrivals = false;
    bool m_holds = false;      ///< a stop was told of, and nobody went on yet
    Position m_testedArrivals; ///< all up to there were tested, or came before
    bool m_asked = false;      ///< an answer is under way
    QStringList m_errors;
    LatestJob<Answer> m_job;
};

} // namespace playhead
