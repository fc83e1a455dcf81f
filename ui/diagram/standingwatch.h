// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"
#include "livepace.h"
#include "replay/standingindex.h"
#include "viewstate.h"

#include <QObject>

#include <memory>
#include <vector>

namespace playhead {

/// Where the consumers of the log on view stand at the playhead, kept up with both: one index a
/// log, on a worker. While an answer is under way the last one stays. Interface thread.
class StandingWatch : public QObject
{
    Q_OBJECT

public:
    explicit StandingWatch(const ViewState &view, QObject *parent = nullptr);

    [[nodiscard]] const std::vector<ConsumerStanding> &standings() const { return m_standings; }
    /// Where a consumer stands; null: not known.
    [[nodiscard]] const ConsumerStanding *of(ParticipantId consumer) const;

    [[nodiscard]] bool isBusy() const { return m_pace.isWaiting() || m_job.isBusy(); }

signals:
    /// Somebody stands elsewhere than before.
    void changed();

private:
    void restart();
    void request();

    const ViewState &m_view;
    std::shared_ptr<StandingIndex> m_index; ///< used by the job only
    std::vector<ConsumerStanding> m_standings;
    LivePace m_pace;
    LatestJob<std::vector<ConsumerStanding>> m_job;
};

} // namespace playhead
