// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <mutex>

namespace playhead {

/// Lets so many through a second, and at most a second's worth at once; one request of any size is
/// let through where nothing was for a while, and is paid for by those after it (a token bucket
/// that may be overdrawn). Thread-safe.
class RateLimit
{
public:
    using Time = std::chrono::steady_clock::time_point;

    /// 0: no limit.
    explicit RateLimit(std::uint64_t perSecond)
        : m_perSecond(static_cast<double>(perSecond)), m_left(m_perSecond)
    {}

    [[nodiscard]] bool letThrough(std::uint64_t count, Time now)
    {
        if (m_perSecond <= 0) return true;
        const std::lock_guard lock(m_mutex);
        const std::chrono::duration<double> passed = now - m_last;
        m_last = now;
        m_left = std::min(m_perSecond, m_left + std::max(0.0, passed.count()) * m_perSecond);
        if (m_left <= 0) return false;
        m_left -= static_cast<double>(count);
        return true;
    }

private:
    const double m_perSecond;
    std::mutex m_mutex;
    double m_left;
    Time m_last;
};

} // namespace playhead
