// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/virtualscheduler.h"

#include <algorithm>
#include <cassert>

namespace playhead {

TaskId VirtualScheduler::schedule(Duration delay, std::function<void()> task)
{
    const auto id = ++m_lastId;
    const auto time = m_now + std::max<Duration>(delay, 0);
    m_tasks.emplace(Key(time, id), std::move(task));
    m_times.emplace(id, time);
    return id;
}

bool VirtualScheduler::cancel(TaskId id)
{
    const auto time = m_times.find(id);
    if (time == m_times.end()) return false;
    // Whatever the task holds may schedule or cancel when it is destroyed: last.
    const auto task = m_tasks.extract(Key(time->second, id));
    m_times.erase(time);
    return true;
}

bool VirtualScheduler::runNext()
{
    if (m_tasks.empty()) return false;
    auto task = m_tasks.extract(m_tasks.begin());
    m_times.erase(task.key().second);
    m_now = task.key().first;
    ++m_tasksRun;
    task.mapped()();
    return true;
}

void VirtualScheduler::runUntil(Timestamp time)
{
    while (!m_tasks.empty() && m_tasks.begin()->first.first <= time)
        runNext();
    m_now = std::max(m_now, time);
}

std::size_t VirtualScheduler::runAll(std::size_t maxTasks)
{
    std::size_t ran = 0;
    while (ran < maxTasks && runNext())
        ++ran;
    return ran;
}

void VirtualScheduler::advance(Timestamp time)
{
    assert(m_tasks.empty() || m_tasks.begin()->first.first >= time);
    m_now = std::max(m_now, time);
}

std::optional<Timestamp> VirtualScheduler::nextTime() const
{
    if (m_tasks.empty()) return {};
    return m_tasks.begin()->first.first;
}

} // namespace playhead
