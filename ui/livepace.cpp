// SPDX-License-Identifier: GPL-3.0-or-later
#include "livepace.h"

#include <algorithm>

namespace playhead {

LivePace::LivePace(const ViewState &view, std::function<void()> show)
    : m_view(view), m_show(std::move(show))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &LivePace::showNow);
    // A person who stops following wants to read where they stopped.
    connect(&view, &ViewState::followingChanged, this, [this] {
        if (m_timer.isActive()) showNow();
    });
}

void LivePace::wish()
{
    if (m_view.isFollowing())
        wishGrown();
    else
        showNow();
}

void LivePace::wishGrown()
{
    if (m_timer.isActive()) return;
    const auto since = m_since.isValid() ? m_since.elapsed() : interval;
    if (since >= interval)
        showNow();
    else
        m_timer.start(static_cast<int>(interval - since));
}

void LivePace::showNow()
{
    m_timer.stop();
    m_since.start();
    m_show();
}

} // namespace playhead
