// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/standingwatch.h"

#include <algorithm>

namespace playhead {

StandingWatch::StandingWatch(const ViewState &view, QObject *parent)
    : QObject(parent),
      m_view(view),
      m_pace(view, [this] { request(); }),
      m_job([this](const std::vector<ConsumerStanding> &standings) {
          if (standings == m_standings) return;
          m_standings = standings;
          emit changed();
      })
{
    connect(&view, &ViewState::logChanged, this, &StandingWatch::restart);
    connect(&view, &ViewState::playheadChanged, &m_pace, &LivePace::wish);
    connect(&view, &ViewState::watermarkChanged, &m_pace, &LivePace::wishGrown);
    restart();
}

const ConsumerStanding *StandingWatch::of(ParticipantId consumer) const
{
    const auto found =
        std::ranges::lower_bound(m_standings, consumer, {}, &ConsumerStanding::consumer);
    return found != m_standings.end() && found->consumer == consumer ? &*found : nullptr;
}

void StandingWatch::restart()
{
    m_job.cancel();
    m_index.reset();
    m_standings.clear();
    if (m_view.log()) m_index = std::make_shared<StandingIndex>(m_view.log());
    request();
}

void StandingWatch::request()
{
    if (!m_index || !m_view.playhead().isValid()) return;
    m_job.request([index = m_index, at = m_view.playhead()](const std::stop_token &stop) {
        index->update(stop);
        return index->at(at);
    });
}

} // namespace playhead
