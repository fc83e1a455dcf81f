// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"

#include <deque>
#include <functional>
#include <memory>

namespace playhead {

/// Does things to a running scenario on a worker, one after the other: each may have to wait for
/// the scenario's thread, which the interface must not. Interface thread.
class HandQueue
{
public:
    /// What is to happen on the interface thread when the work is done; may be empty.
    using Then = std::function<void()>;
    using Work = std::function<Then()>;

    HandQueue() { clear(); }

    void add(Work work)
    {
        m_waiting.push_back(std::move(work));
        if (!m_job->isBusy()) next();
    }
    [[nodiscard]] bool isBusy() const { return m_job->isBusy(); }

    /// Drops what waits and waits for what is under way, whose end is not told.
    void clear()
    {
        m_waiting.clear();
        m_job = std::make_unique<LatestJob<Then>>([this](const Then &then) {
            if (then) then();
            if (!m_waiting.empty() && !m_job->isBusy()) next();
        });
    }

private:
    void next()
    {
        m_job->request(
            [work = std::move(m_waiting.front())](const std::stop_token &) { return work(); });
        m_waiting.pop_front();
    }

    std::deque<Work> m_waiting;
    std::unique_ptr<LatestJob<Then>> m_job;
};

} // namespace playhead
