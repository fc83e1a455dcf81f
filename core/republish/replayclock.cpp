// SPDX-License-Identifier: GPL-3.0-or-later
#include "republish/replayclock.h"

#include <algorithm>

namespace playhead {

ReplayClock::Time ReplayClock::due(Timestamp logged, Time now)
{
    if (m_speed == 0) return now;
    if (!m_begun) {
        m_begun = true;
        m_start = now;
        m_first = logged;
    }
    m_latest = std::max(m_latest, logged - m_first);
    const auto passed = static_cast<Duration>(static_cast<double>(m_latest) / m_speed);
    return m_start + std::chrono::nanoseconds(passed);
}

} // namespace playhead
