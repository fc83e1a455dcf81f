// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/livethread.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace playhead {

namespace {

constexpr std::chrono::milliseconds passLength{5};
/// So long a pass works at most; what it has not reached by then, it does not try to make up for.
constexpr std::chrono::milliseconds longestPass{20};
constexpr std::chrono::milliseconds longestStride{100}; ///< of scenario time in one pass
constexpr int tasksBetweenLooks = 64;

ScenarioInfo infoOf(ScenarioInfo info, const ScenarioRun &run)
{
    if (!run.title.empty()) info.title = run.title;
    if (!run.description.empty()) info.description = info.lesson = run.description;
    return info;
}

} // namespace

LiveThread::LiveThread(const ScenarioInfo &info, const ScenarioRun &run, StepSink sink,
                       ParticipantTable &participants)
    : m_info(infoOf(info, run)),
      m_wanted(m_info.knobs),
      m_sink(std::move(sink)),
      m_scheduler(currentTime()),
      m_origin{info.name, run.seed, m_scheduler.now(), run.knobs, {}, run.bridges},
      m_knobs(m_info.knobs),
      m_scenario(makeScenario(info.name, {m_scheduler, participants, m_knobs, run.seed}))
{
    m_scenario->setTap([this](std::span<TapStep> steps) {
        std::ranges::move(steps, std::back_inserter(m_steps));
    });
    if (run.extension) run.extension(*m_scenario);
}

Result<void> LiveThread::start(const ScenarioRun &run)
{
    for (const auto &[name, value] : run.knobs) {
        if (!m_wanted.set(name, value))
            return failure(fmt::format("The scenario '{}' has no knob '{}'.", m_info.name, name));
        m_knobs.set(name, value);
    }
    m_scenario->applyKnobs();
    m_scenario->start();
    for (const auto &input : run.inputs) {
        note(input.kind, input.what);
        if (auto done = repeatInput(input, *m_scenario, m_knobs); !done) return done;
    }
    m_thread = std::thread([this] { this->run(); });
    return {};
}

LiveThread::~LiveThread()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        m_brakeStop.request_stop();
    }
    m_wake.notify_all();
    if (m_thread.joinable()) m_thread.join();
    m_scenario->setTap({});
}

bool LiveThread::isPaused()
{
    const std::lock_guard lock(m_mutex);
    return m_paused;
}

void LiveThread::setPaused(bool paused)
{
    const std::lock_guard lock(m_mutex);
    m_paused = paused;
}

void LiveThread::setBrake(ScenarioBrake brake)
{
    std::unique_lock lock(m_mutex);
    m_brake = brake ? std::make_shared<const ScenarioBrake>(std::move(brake)) : nullptr;
    m_brakeStop.request_stop();
    m_brakeStop = {};
    const auto *before = m_asked.get();
    if (before) m_answered.wait(lock, [&] { return m_asked.get() != before; });
}

bool LiveThread::setKnob(std::string_view name, double value)
{
    if (!m_wanted.set(name, value)) return false;
    m_turned.store(true);
    return true;
}

ScenarioOrigin LiveThread::origin()
{
    const std::lock_guard lock(m_mutex);
    return m_origin;
}

void LiveThread::note(std::string_view kind, Json what)
{
    m_origin.inputs.push_back(
        {m_scheduler.tasksRun(), m_scheduler.now(), std::string(kind), std::move(what)});
}

void LiveThread::run()
{
    auto last = Clock::now();
    Lock lock(m_mutex);
    while (!m_ending) {
        m_wake.wait_for(lock, passLength, [this] { return m_ending || !m_steps.empty(); });
        const auto now = Clock::now();
        const auto passed = now - std::exchange(last, now);
        if (!m_paused && !m_ending) {
            takeKnobs();
            advance(lock, passed);
        }
        handOn(lock);
    }
    handOn(lock);
}

void LiveThread::takeKnobs()
{
    if (!m_turned.exchange(false)) return;
    auto turned = Json::object();
    for (const auto &knob : m_info.knobs) {
        const auto value = m_wanted.value(knob.name);
        if (value == m_knobs.value(knob.name)) continue;
        m_knobs.set(knob.name, value);
        turned[knob.name] = value;
    }
    if (turned.empty()) return;
    note(ScenarioInput::knobs, std::move(turned));
    m_scenario->applyKnobs();
}

void LiveThread::advance(Lock &lock, Clock::duration passed)
{
    const auto longest = std::chrono::nanoseconds(longestStride).count();
    const auto target =
        m_scheduler.now() + std::min<Duration>(std::chrono::nanoseconds(passed).count(), longest);
    const auto deadline = Clock::now() + longestPass;
    for (int task = 1;; ++task) {
        if (!mayGoOn(lock)) return;
        const auto next = m_scheduler.nextTime();
        if (!next || *next > target) break;
        m_scheduler.runNext();
        if (task % tasksBetweenLooks == 0 && Clock::now() >= deadline) return;
    }
    m_scheduler.advance(target);
}

/// Whoever waits for the mutex has a turn meanwhile.
void LiveThread::handOn(Lock &lock)
{
    if (m_steps.empty()) return;
    m_handing.swap(m_steps);
    m_isUnasked = true;
    lock.unlock();
    m_sink(m_handing);
    m_handedOn += m_handing.size();
    m_handing.clear();
    lock.lock();
}

/// Whether another task may run; asks the brake where there is one.
bool LiveThread::mayGoOn(Lock &lock)
{
    while (m_brake && !m_paused && !m_ending && (m_isUnasked || !m_steps.empty())) {
        handOn(lock);
        askBrake(lock);
    }
    return !m_paused && !m_ending;
}

void LiveThread::askBrake(Lock &lock)
{
    if (!m_brake) return;
    const auto stop = m_brakeStop.get_token();
    m_asked = m_brake;
    const auto brake = m_asked;
    lock.unlock();
    const bool holds = (*brake)(stop);
    lock.lock();
    m_asked.reset();
    m_answered.notify_all();
    m_paused = m_paused || holds;
    m_isUnasked = holds || stop.stop_requested();
}

} // namespace playhead
