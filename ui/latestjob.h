// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaObject>
#include <QObject>
#include <QThreadPool>

#include <functional>
#include <stop_token>
#include <utility>

namespace playhead {

/// Runs work on a thread of its own, one at a time; of requests that come meanwhile only the newest
/// is kept. Answers arrive on the interface thread; a cancelled one is dropped.
///
/// Used on the interface thread only. `Answer` must be copyable: share what is large. The
/// destructor asks the work to stop and waits for it.
template <class Answer> class LatestJob
{
public:
    using Work = std::function<Answer(std::stop_token)>;
    using Deliver = std::function<void(const Answer &)>;

    explicit LatestJob(Deliver deliver) : m_deliver(std::move(deliver))
    {
        m_pool.setMaxThreadCount(1);
    }
    ~LatestJob()
    {
        cancel();
        m_pool.waitForDone();
    }
    LatestJob(const LatestJob &) = delete;
    LatestJob &operator=(const LatestJob &) = delete;

    /// Starts the work, or keeps it until the one that runs has ended.
    void request(Work work)
    {
        if (m_running)
            m_next = std::move(work);
        else
            start(std::move(work));
    }

    /// Drops the answer that is under way and the request that waits.
    void cancel()
    {
        ++m_token;
        m_stop.request_stop();
        m_next = nullptr;
    }

    [[nodiscard]] bool isBusy() const { return m_running; }

private:
    void start(Work work)
    {
        m_running = true;
        m_stop = std::stop_source();
        m_pool.start([this, work = std::move(work), stop = m_stop.get_token(), token = ++m_token] {
            auto answer = work(stop);
            QMetaObject::invokeMethod(
                &m_context, [this, answer = std::move(answer), token] { finish(answer, token); },
                Qt::QueuedConnection);
        });
    }

    void finish(const Answer &answer, std::uint64_t token)
    {
        m_running = false;
        const bool wanted = token == m_token;
        if (auto next = std::exchange(m_next, nullptr)) start(std::move(next));
        if (wanted) m_deliver(answer);
    }

    Deliver m_deliver;
    QObject m_context; // answers are queued to it and vanish with it
    std::stop_source m_stop;
    Work m_next;
    std::uint64_t m_token = 0;
    bool m_running = false;
    QThreadPool m_pool;
};

} // namespace playhead
