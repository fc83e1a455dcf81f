// SPDX-License-Identifier: GPL-3.0-or-later
#include "republish/logreplay.h"

#include "republish/replayclock.h"
#include "transports/eventheaders.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace playhead {
namespace {

constexpr std::size_t batchSize = 256; ///< events read at once
/// Before a longer wait the server is asked to confirm what it has, so that progress shows it.
constexpr std::chrono::milliseconds longWait{20};
/// So long a server may take to confirm what it got before a replay was cancelled.
constexpr std::chrono::seconds lastWord{3};

} // namespace

std::string_view replayStateName(ReplayState state)
{
    switch (state) {
    case ReplayState::Connecting: return "connecting";
    case ReplayState::Publishing: return "publishing";
    case ReplayState::Paused: return "paused";
    case ReplayState::Done: return "done";
    case ReplayState::Cancelled: return "cancelled";
    case ReplayState::Failed: return "failed";
    }
    return {};
}

bool hasEnded(ReplayState state)
{
    return state == ReplayState::Done || state == ReplayState::Cancelled
           || state == ReplayState::Failed;
}

class LogReplay::Private
{
public:
    Private(LogPtr log, ReplayChoice choice, std::unique_ptr<Target> target, ReplayOptions options)
        : m_log(std::move(log)),
          m_choice(std::move(choice)),
          m_target(std::move(target)),
          m_options(std::move(options)),
          m_clock(m_options.speed)
    {
        m_progress.total = m_choice.positions.size();
        m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
    }

    void setPaused(bool paused)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_paused == paused || hasEnded(m_progress.state)) return;
            m_paused = paused;
            if (m_progress.state != ReplayState::Connecting)
                m_progress.state = paused ? ReplayState::Paused : ReplayState::Publishing;
        }
        m_wake.notify_all();
        if (m_options.changed) m_options.changed();
    }

    void cancel() { m_thread.request_stop(); }

    [[nodiscard]] ReplayProgress progress() const
    {
        const std::lock_guard lock(m_mutex);
        return m_progress;
    }

    void waitUntilEnded()
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return hasEnded(m_progress.state); });
    }

private:
    void run(const std::stop_token &stop);
    Result<void> publishAll(const std::stop_token &stop);
    Result<void> publishOne(std::uint32_t position, Event &event, const std::stop_token &stop);
    Result<void> waitFor(Timestamp logged, const std::stop_token &stop);
    Result<void> confirm(const std::stop_token &stop);
    void lastConfirmations();
    void enter(ReplayState state, std::string reason = {});

    const LogPtr m_log;
    const ReplayChoice m_choice;
    const std::unique_ptr<Target> m_target; // the replay's thread only
    const ReplayOptions m_options;
    ReplayClock m_clock; // the replay's thread only

    mutable std::mutex m_mutex; // guards what follows
    std::condition_variable_any m_wake;
    ReplayProgress m_progress;
    bool m_paused = false;

    std::jthread m_thread; // last: ends first
};

void LogReplay::Private::enter(ReplayState state, std::string reason)
{
    {
        const std::lock_guard lock(m_mutex);
        if (state == ReplayState::Publishing && m_paused) state = ReplayState::Paused;
        m_progress.state = state;
        m_progress.reason = std::move(reason);
    }
    m_wake.notify_all();
    if (m_options.changed) m_options.changed();
}

void LogReplay::Private::run(const std::stop_token &stop)
{
    auto done = m_target->connect();
    if (done) {
        if (!stop.stop_requested()) enter(ReplayState::Publishing);
        done = publishAll(stop);
        if (done) done = confirm(stop);
        if (!done || stop.stop_requested()) lastConfirmations();
    }
    if (stop.stop_requested())
        enter(ReplayState::Cancelled);
    else if (!done)
        enter(ReplayState::Failed, done.error().message);
    else
        enter(ReplayState::Done);
}

Result<void> LogReplay::Private::publishAll(const std::stop_token &stop)
{
    const auto &positions = m_choice.positions;
    std::vector<EventNumber> numbers;
    std::vector<Event> events(batchSize);
    for (std::size_t done = 0; done < positions.size(); done += batchSize) {
        const auto count = std::min(batchSize, positions.size() - done);
        numbers.clear();
        for (std::size_t i = 0; i < count; ++i)
            numbers.push_back(m_log->at(Position(positions[done + i])).event);
        if (auto read = m_log->readEvents(numbers, std::span(events).first(count)); !read)
            return read;
        for (std::size_t i = 0; i < count; ++i) {
            if (auto sent = publishOne(positions[done + i], events[i], stop); !sent) return sent;
            if (stop.stop_requested()) return {};
        }
    }
    return {};
}

Result<void> LogReplay::Private::publishOne(std::uint32_t position, Event &event,
                                            const std::stop_token &stop)
{
    const auto step = m_log->at(Position(position));
    if (auto waited = waitFor(step.time, stop); !waited || stop.stop_requested()) return waited;
    markReplayed(event, m_options.marker);
    auto sent = m_target->publish(event, m_log->participantName(step.receiver), stop);
    const std::lock_guard lock(m_mutex);
    m_progress.confirmed = m_target->confirmed();
    if (!sent || stop.stop_requested()) return sent;
    ++m_progress.sent;
    m_progress.position = Position(position);
    return sent;
}

Result<void> LogReplay::Private::waitFor(Timestamp logged, const std::stop_token &stop)
{
    using Clock = std::chrono::steady_clock;
    while (!stop.stop_requested()) {
        const auto now = Clock::now();
        const auto due = m_clock.due(logged, now);
        std::unique_lock lock(m_mutex);
        if (!m_paused && due <= now) return {};
        if (due - now > longWait || m_paused) {
            lock.unlock();
            if (auto confirmed = confirm(stop); !confirmed) return confirmed;
            lock.lock();
        }
        if (!m_paused) {
            m_wake.wait_until(lock, stop, due, [this] { return m_paused; });
            continue;
        }
        m_wake.wait(lock, stop, [this] { return !m_paused; });
        m_clock.stoodStill(now, Clock::now());
    }
    return {};
}

Result<void> LogReplay::Private::confirm(const std::stop_token &stop)
{
    auto confirmed = m_target->flush(stop);
    const std::lock_guard lock(m_mutex);
    m_progress.confirmed = m_target->confirmed();
    return confirmed;
}

void LogReplay::Private::lastConfirmations()
{
    std::stop_source enough;
    std::mutex mutex;
    std::condition_variable_any ended;
    const std::jthread watch([&](const std::stop_token &over) {
        std::unique_lock lock(mutex);
        if (!ended.wait_for(lock, over, lastWord, [] { return false; }) && !over.stop_requested())
            enough.request_stop();
    });
    // Why it ends is known already.
    static_cast<void>(confirm(enough.get_token()));
}

LogReplay::LogReplay(LogPtr log, ReplayChoice choice, std::unique_ptr<Target> target,
                     ReplayOptions options)
    : d(std::make_unique<Private>(std::move(log), std::move(choice), std::move(target),
                                  std::move(options)))
{}

LogReplay::~LogReplay() = default;

void LogReplay::pause()
{
    d->setPaused(true);
}

void LogReplay::resume()
{
    d->setPaused(false);
}

void LogReplay::cancel()
{
    d->cancel();
}

ReplayProgress LogReplay::progress() const
{
    return d->progress();
}

void LogReplay::waitUntilEnded()
{
    d->waitUntilEnded();
}

} // namespace playhead
