// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/virtualscheduler.h"
#include "scenarios/knobs.h"
#include "scenarios/livescenario.h"
#include "scenarios/scenariolist.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <thread>
#include <vector>

namespace playhead {

/// The thread of a LiveScenario, and what it drives. All of the scenario happens under m_mutex, on
/// the thread or, for a request, on the caller's; sink and brake are called on the thread only,
/// without the mutex.
class LiveThread
{
public:
    LiveThread(const ScenarioInfo &info, const ScenarioRun &run, StepSink sink,
               ParticipantTable &participants);
    ~LiveThread();
    LiveThread(const LiveThread &) = delete;
    LiveThread &operator=(const LiveThread &) = delete;

    /// Sets it going, if it can be.
    Result<void> start(const ScenarioRun &run);

    [[nodiscard]] const ScenarioInfo &info() const { return m_info; }
    [[nodiscard]] std::uint64_t handedOn() const { return m_handedOn.load(); }
    [[nodiscard]] bool isPaused();
    void setPaused(bool paused);
    void setBrake(ScenarioBrake brake);
    [[nodiscard]] double knob(std::string_view name) const { return m_wanted.value(name); }
    bool setKnob(std::string_view name, double value);
    [[nodiscard]] ScenarioOrigin origin();

    /// Calls `task` with the scenario, for an input that is noted; then what is due at this moment,
    /// such as deliveries, unless a brake is to be asked about it.
    template <class Task> auto withScenario(std::string_view kind, Json what, Task task)
    {
        const std::lock_guard lock(m_mutex);
        takeKnobs();
        note(kind, std::move(what));
        auto answer = task(*m_scenario);
        if (!m_brake) m_scheduler.runUntil(m_scheduler.now());
        m_wake.notify_all();
        return answer;
    }

    /// Calls `task` with the scenario, to look at it.
    template <class Task> auto look(Task task)
    {
        const std::lock_guard lock(m_mutex);
        return task(*m_scenario);
    }

private:
    using Clock = std::chrono::steady_clock;
    using Lock = std::unique_lock<std::mutex>;

    void run();
    void takeKnobs();
    void note(std::string_view kind, Json what);
    void advance(Lock &lock, Clock::duration passed);
    void handOn(Lock &lock);
    bool mayGoOn(Lock &lock);
    void askBrake(Lock &lock);

    const ScenarioInfo m_info;
    KnobValues m_wanted; ///< where the person has turned them
    StepSink m_sink;
    std::vector<TapStep> m_handing; ///< what the sink takes; the thread's own
    std::atomic<bool> m_turned{false};
    std::atomic<std::uint64_t> m_handedOn{0};

    std::mutex m_mutex; // guards what follows
    std::condition_variable m_wake;
    bool m_ending = false;
    bool m_paused = false;
    std::shared_ptr<const ScenarioBrake> m_brake;
    std::shared_ptr<const ScenarioBrake> m_asked; ///< is thinking at the moment
    std::stop_source m_brakeStop;
    std::condition_variable m_answered;
    bool m_isUnasked = false; ///< steps were handed on, and no brake has let them pass yet
    std::vector<TapStep> m_steps;
    VirtualScheduler m_scheduler;
    ScenarioOrigin m_origin;
    KnobValues m_knobs; ///< where they stand for the scenario: only turned between its tasks
    std::unique_ptr<Scenario> m_scenario;

    std::thread m_thread;
};

} // namespace playhead
