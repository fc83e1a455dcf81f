// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/scheduler.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>

namespace playhead {

/// Real time: tasks run on a timer thread of this object, one after another, none early. The clock
/// starts at the system's real time and goes on steadily from there, whatever is done to the
/// system's clock.
///
/// Thread-safe. The destructor waits for the task that is running and drops the others. Cost of
/// now(): one reading of the steady clock, about 20 ns.
class RealScheduler : public Scheduler
{
public:
    RealScheduler();
    ~RealScheduler() override;
    RealScheduler(const RealScheduler &) = delete;
    RealScheduler &operator=(const RealScheduler &) = delete;

    [[nodiscard]] Timestamp now() const override;
    TaskId schedule(Duration delay, std::function<void()> task) override;
    bool cancel(TaskId id) override;
    [[nodiscard]] bool isVirtual() const override { return false; }

private:
    using Key = std::pair<Timestamp, TaskId>;

    void run();

    std::chrono::steady_clock::time_point m_steadyStart;
    Timestamp m_realStart;
    std::mutex m_mutex; // guards what follows
    std::condition_variable m_changed;
    std::map<Key, std::function<void()>> m_tasks;
    std::unordered_map<TaskId, Timestamp> m_times;
    TaskId m_lastId = 0;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace playhead
