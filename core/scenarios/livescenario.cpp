// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/scenariorunner.h"

#include "bus/virtualscheduler.h"
#include "scenarios/knobs.h"
#include "scenarios/scenariolist.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace playhead {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds passLength{5};
/// So long a pass works at most; what it has not reached by then, it does not try to make up for.
constexpr std::chrono::milliseconds longestPass{20};
constexpr std::chrono::milliseconds longestStride{100}; ///< of scenario time in one pass
constexpr int tasksBetweenLooks = 64;

} // namespace

/// The thread, and what it drives. All of the scenario happens under m_mutex, on the thread or, for
/// a request, on the caller's; the sink is called on the thread only, without the mutex.
class LiveScenario::Private
{
public:
    Private(const ScenarioInfo &info, const ScenarioRun &run, StepSink sink,
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

    /// Sets it going, if it can be.
    Result<void> start(const ScenarioRun &run)
    {
        for (const auto &[name, value] : run.knobs) {
            if (!m_wanted.set(name, value))
                return failure(
                    fmt::format("The scenario '{}' has no knob '{}'.", m_info.name, name));
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

    ~Private()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
        }
        m_wake.notify_all();
        if (m_thread.joinable()) m_thread.join();
        m_scenario->setTap({});
    }
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    [[nodiscard]] const ScenarioInfo &info() const { return m_info; }
    [[nodiscard]] std::uint64_t handedOn() const { return m_handedOn.load(); }
    [[nodiscard]] bool isPaused()
    {
        const std::lock_guard lock(m_mutex);
        return m_paused;
    }
    void setPaused(bool paused)
    {
        const std::lock_guard lock(m_mutex);
        m_paused = paused;
    }
    [[nodiscard]] double knob(std::string_view name) const { return m_wanted.value(name); }
    [[nodiscard]] ScenarioOrigin origin()
    {
        const std::lock_guard lock(m_mutex);
        return m_origin;
    }

    bool setKnob(std::string_view name, double value)
    {
        if (!m_wanted.set(name, value)) return false;
        m_turned.store(true);
        return true;
    }

    /// Calls `task` with the scenario, for an input that is noted; then what is due at this moment,
    /// such as deliveries.
    template <class Task> auto withScenario(std::string_view kind, Json what, Task task)
    {
        const std::lock_guard lock(m_mutex);
        takeKnobs();
        note(kind, std::move(what));
        auto answer = task(*m_scenario);
        m_scheduler.runUntil(m_scheduler.now());
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
    void run();
    void takeKnobs();
    static ScenarioInfo infoOf(ScenarioInfo info, const ScenarioRun &run)
    {
        if (!run.title.empty()) info.title = run.title;
        if (!run.description.empty()) info.description = info.lesson = run.description;
        return info;
    }
    void note(std::string_view kind, Json what)
    {
        m_origin.inputs.push_back(
            {m_scheduler.tasksRun(), m_scheduler.now(), std::string(kind), std::move(what)});
    }
    void advance(Clock::duration passed);

    const ScenarioInfo m_info;
    KnobValues m_wanted; ///< where the person has turned them
    StepSink m_sink;
    std::atomic<bool> m_turned{false};
    std::atomic<std::uint64_t> m_handedOn{0};

    std::mutex m_mutex; // guards what follows
    std::condition_variable m_wake;
    bool m_ending = false;
    bool m_paused = false;
    std::vector<TapStep> m_steps;
    VirtualScheduler m_scheduler;
    ScenarioOrigin m_origin;
    KnobValues m_knobs; ///< where they stand for the scenario: only turned between its tasks
    std::unique_ptr<Scenario> m_scenario;

    std::thread m_thread;
};

void LiveScenario::Private::run()
{
    std::vector<TapStep> steps;
    auto last = Clock::now();
    std::unique_lock lock(m_mutex);
    while (!m_ending) {
        m_wake.wait_for(lock, passLength, [this] { return m_ending || !m_steps.empty(); });
        const auto now = Clock::now();
        const auto passed = now - std::exchange(last, now);
        if (!m_paused && !m_ending) {
            takeKnobs();
            advance(passed);
        }
        steps.swap(m_steps);
        lock.unlock();
        if (!steps.empty()) m_sink(steps);
        m_handedOn += steps.size();
        steps.clear();
        lock.lock();
    }
    if (!m_steps.empty()) m_sink(m_steps);
    m_handedOn += m_steps.size();
}

void LiveScenario::Private::takeKnobs()
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

void LiveScenario::Private::advance(Clock::duration passed)
{
    const auto longest = std::chrono::nanoseconds(longestStride).count();
    const auto target =
        m_scheduler.now() + std::min<Duration>(std::chrono::nanoseconds(passed).count(), longest);
    const auto deadline = Clock::now() + longestPass;
    for (int task = 1;; ++task) {
        const auto next = m_scheduler.nextTime();
        if (!next || *next > target) break;
        m_scheduler.runNext();
        if (task % tasksBetweenLooks == 0 && Clock::now() >= deadline) return;
    }
    m_scheduler.runUntil(target);
}

Result<std::unique_ptr<LiveScenario>> LiveScenario::start(std::string_view name, std::uint64_t seed,
                                                          StepSink sink,
                                                          ParticipantTable &participants)
{
    ScenarioRun run;
    run.scenario = name;
    run.seed = seed;
    return start(std::move(run), std::move(sink), participants);
}

Result<std::unique_ptr<LiveScenario>> LiveScenario::start(ScenarioRun run, StepSink sink,
                                                          ParticipantTable &participants)
{
    const auto *info = findScenario(run.scenario);
    if (!info) return failure(fmt::format("There is no scenario '{}'.", run.scenario));
    auto priv = std::make_unique<Private>(*info, run, std::move(sink), participants);
    if (auto started = priv->start(run); !started) return tl::unexpected(started.error());
    return std::unique_ptr<LiveScenario>(new LiveScenario(std::move(priv)));
}

LiveScenario::LiveScenario(std::unique_ptr<Private> priv) : d(std::move(priv)) {}

LiveScenario::~LiveScenario() = default;

const ScenarioInfo &LiveScenario::info() const
{
    return d->info();
}

void LiveScenario::pause()
{
    d->setPaused(true);
}

void LiveScenario::resume()
{
    d->setPaused(false);
}

bool LiveScenario::isPaused() const
{
    return d->isPaused();
}

bool LiveScenario::setKnob(std::string_view name, double value)
{
    return d->setKnob(name, value);
}

double LiveScenario::knob(std::string_view name) const
{
    return d->knob(name);
}

Result<CommandOutcome> LiveScenario::sendCommand(std::string_view name, std::string_view json)
{
    return d->withScenario(ScenarioInput::command, {{"name", name}, {"data", json}},
                           [&](Scenario &scenario) { return scenario.sendCommand(name, json); });
}

Result<ScenarioAnswer> LiveScenario::ask(std::string_view query, std::string_view json)
{
    return d->withScenario(ScenarioInput::query, {{"name", query}, {"data", json}},
                           [&](Scenario &scenario) -> Result<ScenarioAnswer> {
                               auto readModel = scenario.readModelOf(query);
                               auto answer = scenario.ask(query, json);
                               if (!answer) return tl::unexpected(answer.error());
                               return ScenarioAnswer{std::move(*answer), std::move(readModel)};
                           });
}

Result<Json> LiveScenario::takeInput(std::string_view kind, Json what)
{
    return d->withScenario(kind, what,
                           [&](Scenario &scenario) { return scenario.takeInput(kind, what); });
}

std::vector<ConsumerStatus> LiveScenario::consumers() const
{
    return d->look([](Scenario &scenario) { return scenario.consumers(); });
}

std::map<std::string, Json> LiveScenario::consumersByHand() const
{
    return d->look([](Scenario &scenario) { return scenario.consumersByHand(); });
}

std::vector<std::string> LiveScenario::channels() const
{
    return d->look([](Scenario &scenario) { return scenario.bus().channelNames(); });
}

void LiveScenario::fromOutside(const std::function<void(Scenario &)> &task)
{
    d->look([&task](Scenario &scenario) {
        task(scenario);
        return true;
    });
}

ScenarioOrigin LiveScenario::origin() const
{
    return d->origin();
}

std::uint64_t LiveScenario::steps() const
{
    return d->handedOn();
}

} // namespace playhead
