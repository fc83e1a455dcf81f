// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/scheduler.h"

#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

namespace playhead {

/// A clock that stands still until it is told to go on, and then runs what is due in order of time,
/// then of insertion. Deterministic. One thread; tasks may schedule, cancel and publish, but not
/// run the scheduler.
class VirtualScheduler : public Scheduler
{
public:
    explicit VirtualScheduler(Timestamp start = 0) : m_now(start) {}

    [[nodiscard]] Timestamp now() const override { return m_now; }
    TaskId schedule(Duration delay, std::function<void()> task) override;
    bool cancel(TaskId id) override;
    [[nodiscard]] bool isVirtual() const override { return true; }

    /// Runs the next task, at its time. False: there is none.
    bool runNext();

    /// Runs all that is due up to and including `time`, and sets the clock to it. A time that has
    /// passed runs nothing.
    void runUntil(Timestamp time);

    /// The same, `duration` from now.
    void runFor(Duration duration) { runUntil(m_now + duration); }

    /// Runs until nothing is left, or `maxTasks` have run. The number of tasks that ran.
    std::size_t runAll(std::size_t maxTasks = 1'000'000);

    /// Sets the clock to `time`, and leaves what is due at that very time to be run; nothing may be
    /// due earlier (asserted). A time that has passed changes nothing.
    void advance(Timestamp time);

    /// When the next task is due; empty: there is none.
    [[nodiscard]] std::optional<Timestamp> nextTime() const;

    /// Tasks that were run, or begun, so far: together with the time, an exact place in a run.
    [[nodiscard]] std::uint64_t tasksRun() const { return m_tasksRun; }

    /// Tasks that wait.
    [[nodiscard]] std::size_t size() const { return m_tasks.size(); }

private:
    using Key = std::pair<Timestamp, TaskId>;

    Timestamp m_now;
    TaskId m_lastId = 0;
    std::uint64_t m_tasksRun = 0;
    std::map<Key, std::function<void()>> m_tasks;
    std::unordered_map<TaskId, Timestamp> m_times;
};

} // namespace playhead
