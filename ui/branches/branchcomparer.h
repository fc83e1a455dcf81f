// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branches/branchjob.h"
#include "branches/branchlist.h"
#include "latestjob.h"
#include "livepace.h"
#include "viewstate.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace playhead {

/// What the current branch changes, for one projection and the observer of the view: at the end of
/// the log, and at the playhead. Computes on workers whenever the branch, the projection, the
/// observer, the playhead or the log is another; the last answer for the same branch stays until
/// the next one is there. Interface thread.
class BranchComparer : public QObject
{
    Q_OBJECT

public:
    BranchComparer(const ViewState &view, const BranchList &branches, QObject *parent = nullptr);

    /// Null: nothing is compared.
    void setProjection(const ProjectionPtr &projection);
    /// While a log is being loaded, positions may not be there yet: nothing is compared.
    void setWaiting(bool waiting);

    /// At the end of the log; null: nothing to compare, or not known yet.
    [[nodiscard]] const BranchAnswerPtr &answer() const { return m_answer; }
    /// The answer is for what was asked before; the next one is on its way.
    [[nodiscard]] bool isOutdated() const;
    /// In how many partitions the state differs at the playhead; none: not known.
    [[nodiscard]] std::optional<std::uint64_t> changesHere() const { return m_here; }

    [[nodiscard]] bool isBusy() const { return m_endJob.isBusy(); }
    [[nodiscard]] bool isCancelled() const { return m_cancelled; }

public slots:
    /// Gives up what is being computed, until something changes or again() is called.
    void cancel();
    void again();

signals:
    /// An answer came or went.
    void changed();
    /// Work has begun.
    void started();

private:
    struct Here
    {
        Position at;
        std::optional<std::uint64_t> changes;
    };

    [[nodiscard]] Observer observer() const;
    void restart();
    void requestEnd();
    void requestHere();
    void grown();
    [[nodiscard]] std::optional<BranchQuestion> question(Position at) const;

    const ViewState &m_view;
    const BranchList &m_branches;
    ProjectionPtr m_projection;
    std::shared_ptr<SnapshotShelf> m_shelf;
    bool m_waiting = false;
    bool m_cancelled = false;
    BranchAnswerPtr m_answer;
    std::optional<std::uint64_t> m_here;
    QElapsedTimer m_askedEnd;
    QElapsedTimer m_askedHere;
    QTimer m_growth; ///< until the log is looked at again
    LivePace m_pace;
    LatestJob<BranchAnswerPtr> m_endJob;
    LatestJob<Here> m_hereJob;
};

} // namespace playhead
