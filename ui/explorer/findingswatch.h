// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"
#include "livepace.h"
#include "replay/findings/findingchecker.h"
#include "viewstate.h"

#include <QObject>

#include <memory>

namespace playhead {

/// What is found in the log on view, kept up with its end: one checker a log, on a worker, a few
/// times a second at most. A long log is checked in slices, so that what was found so far shows
/// while the rest is looked at. Interface thread.
class FindingsWatch : public QObject
{
    Q_OBJECT

public:
    explicit FindingsWatch(const ViewState &view, QObject *parent = nullptr);

    /// Null until the first slice of a log is checked.
    [[nodiscard]] FindingsPtr findings() const { return m_findings; }
    /// From when on something is a finding.
    [[nodiscard]] const FindingLimits &limits() const { return m_limits; }
    /// Checks the log anew where they are others; until then what was found stays.
    void setLimits(const FindingLimits &limits);
    /// Whether there are steps that were not even begun to be looked at when findings() was made:
    /// what was found is not yet all.
    [[nodiscard]] bool isBehind() const;
    /// How much of the log is checked, 0 to 1.
    [[nodiscard]] double progress() const;

signals:
    /// There are new findings. Not for those that went with their log: logChanged() says that.
    void changed();

private:
    /// One slice: what was found, and how far it should have come.
    struct Slice
    {
        FindingsPtr findings;
        Position end;
    };

    static Slice checkOn(FindingChecker &checker, Position end, const std::stop_token &stop);
    void restart();
    void checkAnew();
    void request();
    void take(const Slice &slice);

    const ViewState &m_view;
    FindingLimits m_limits;
    std::shared_ptr<FindingChecker> m_checker; ///< used by the job only
    FindingsPtr m_findings;
    Position m_end;
    LivePace m_pace;
    LatestJob<Slice> m_job;
};

} // namespace playhead
