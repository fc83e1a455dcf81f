// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/realscheduler.h"

#include <algorithm>

namespace playhead {

RealScheduler::RealScheduler()
    : m_steadyStart(std::chrono::steady_clock::now()),
      m_realStart(currentTime()),
      m_thread([this] { run(); })
{}

RealScheduler::~RealScheduler()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

Timestamp RealScheduler::now() const
{
    using std::chrono::nanoseconds;
    const auto passed = std::chrono::steady_clock::now() - m_steadyStart;
    return m_realStart + std::chrono::duration_cast<nanoseconds>(passed).count();
}

TaskId RealScheduler::schedule(Duration delay, std::function<void()> task)
{
    const auto time = now() + std::max<Duration>(delay, 0);
    const std::lock_guard lock(m_mutex);
    const auto id = ++m_lastId;
    const auto place = m_tasks.emplace(Key(time, id), std::move(task)).first;
    m_times.emplace(id, time);
    if (place == m_tasks.begin()) m_changed.notify_one();
    return id;
}

bool RealScheduler::cancel(TaskId id)
{
    decltype(m_tasks)::node_type task; // destroyed without the lock
    const std::lock_guard lock(m_mutex);
    const auto time = m_times.find(id);
    if (time == m_times.end()) return false;
    task = m_tasks.extract(Key(time->second, id));
    m_times.erase(time);
    return true;
}

void RealScheduler::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_ending) {
        if (m_tasks.empty()) {
            m_changed.wait(lock);
            continue;
        }
        const auto wait = m_tasks.begin()->first.first - now();
        if (wait > 0) {
            m_changed.wait_for(lock, std::chrono::nanoseconds(wait));
            continue;
        }
        auto task = m_tasks.extract(m_tasks.begin());
        m_times.erase(task.key().second);
        lock.unlock();
        task.mapped()();
        task = {};
        lock.lock();
    }
}

} // namespace playhead
