// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/livesource.h"

#include "formats/jsontext.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace playhead {

std::string_view sourceStateName(SourceState state)
{
    switch (state) {
    case SourceState::Connecting: return "connecting";
    case SourceState::Live: return "live";
    case SourceState::Paused: return "paused";
    case SourceState::Lost: return "lost";
    case SourceState::Ended: return "ended";
    }
    return {};
}

class LiveSource::Private : public SourceFeed
{
public:
    Private(std::string sourceName, std::unique_ptr<SourceConnection> sourceConnection,
            SourceContext sourceContext)
        : name(std::move(sourceName)),
          context(std::move(sourceContext)),
          m_connection(std::move(sourceConnection))
    {
        m_status.since = currentTime();
        m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
    }

    void hand(std::span<TapStep> steps, std::uint64_t messages) override;
    void countDropped(std::uint64_t messages) override;
    void setBehind(std::uint64_t messages) override;
    void setNote(std::string note) override;
    [[nodiscard]] bool isPaused() const override;
    void waitWhilePaused(const std::stop_token &stop) override;
    ParticipantId participant(std::string_view wanted, Role role) override
    {
        return context.participants.intern(wanted, role);
    }

    [[nodiscard]] SourceStatus status() const;
    void setPaused(bool paused);
    void retryNow();
    void detach();
    bool waitUntilLive();
    void waitUntilEnded();

    const std::string name;
    const SourceContext context;

private:
    void run(const std::stop_token &stop);
    void enter(SourceState state, std::string reason = {});
    void waitForRetry(Duration wait, const std::stop_token &stop);
    void tellLost(const std::string &reason);
    void tellBack();
    void tell(std::string_view type, std::string data, std::string_view reason);

    std::unique_ptr<SourceConnection> m_connection;
    Timestamp m_lostSince = 0; // the source's thread only
    std::string m_lostReason;
    std::uint64_t m_told = 0;

    mutable std::mutex m_mutex; // guards what follows
    std::condition_variable_any m_wake;
    SourceStatus m_status;
    bool m_paused = false;
    bool m_retryNow = false;

    std::jthread m_thread; // last: ends first
};

void LiveSource::Private::hand(std::span<TapStep> steps, std::uint64_t messages)
{
    const auto count = steps.size();
    {
        const std::lock_guard lock(m_mutex);
        m_status.received += messages;
    }
    if (count > 0) context.sink(steps);
    const std::lock_guard lock(m_mutex);
    m_status.steps += count;
    m_status.recorded += messages;
}

void LiveSource::Private::countDropped(std::uint64_t messages)
{
    const std::lock_guard lock(m_mutex);
    m_status.dropped += messages;
}

void LiveSource::Private::setBehind(std::uint64_t messages)
{
    const std::lock_guard lock(m_mutex);
    m_status.behind = messages;
}

void LiveSource::Private::setNote(std::string note)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_status.note == note) return;
        m_status.note = std::move(note);
    }
    if (context.changed) context.changed();
}

bool LiveSource::Private::isPaused() const
{
    const std::lock_guard lock(m_mutex);
    return m_paused;
}

void LiveSource::Private::waitWhilePaused(const std::stop_token &stop)
{
    constexpr auto longest = std::chrono::milliseconds(200);
    std::unique_lock lock(m_mutex);
    m_wake.wait_for(lock, stop, longest, [this] { return !m_paused; });
}

SourceStatus LiveSource::Private::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

void LiveSource::Private::setPaused(bool paused)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_paused == paused) return;
        m_paused = paused;
        const auto from = paused ? SourceState::Live : SourceState::Paused;
        if (m_status.state == from) {
            m_status.state = paused ? SourceState::Paused : SourceState::Live;
            m_status.since = currentTime();
        }
    }
    m_wake.notify_all();
    m_connection->wake();
    if (context.changed) context.changed();
}

void LiveSource::Private::retryNow()
{
    const std::lock_guard lock(m_mutex);
    if (m_status.state != SourceState::Lost) return;
    m_retryNow = true;
    m_wake.notify_all();
}

void LiveSource::Private::detach()
{
    m_thread.request_stop();
    m_connection->wake();
}

bool LiveSource::Private::waitUntilLive()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] {
        return m_status.state != SourceState::Connecting && m_status.state != SourceState::Lost;
    });
    return m_status.state != SourceState::Ended;
}

void LiveSource::Private::waitUntilEnded()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_status.state == SourceState::Ended; });
}

void LiveSource::Private::enter(SourceState state, std::string reason)
{
    {
        const std::lock_guard lock(m_mutex);
        if (state == SourceState::Live && m_paused) state = SourceState::Paused;
        m_status.state = state;
        m_status.reason = std::move(reason);
        m_status.since = currentTime();
        m_status.retryAt = 0;
        if (state == SourceState::Ended) m_status.behind = 0;
    }
    m_wake.notify_all();
    if (context.changed) context.changed();
}

void LiveSource::Private::run(const std::stop_token &stop)
{
    auto wait = context.firstRetry;
    bool wasLive = false;
    std::string reason;
    while (!stop.stop_requested()) {
        auto error = m_connection->connect(*this, stop);
        if (!error && !stop.stop_requested()) {
            if (wasLive) tellBack();
            wasLive = true;
            wait = context.firstRetry;
            enter(SourceState::Live);
            error = m_connection->serve(*this, stop);
        }
        m_connection->disconnect(*this);
        if (stop.stop_requested() || !error) break;
        if (!wasLive || !error->mayPass) {
            reason = error->message;
            if (m_lostSince == 0 && wasLive) tellLost(reason);
            break;
        }
        if (m_lostSince == 0) tellLost(error->message);
        enter(SourceState::Lost, error->message);
        waitForRetry(wait, stop);
        wait = std::min(2 * wait, context.longestRetry);
    }
    enter(SourceState::Ended, reason);
}

void LiveSource::Private::waitForRetry(Duration wait, const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    m_status.retryAt = currentTime() + wait;
    m_wake.wait_for(lock, stop, std::chrono::nanoseconds(wait), [this] { return m_retryNow; });
    m_retryNow = false;
    m_status.retryAt = 0;
}

void LiveSource::Private::tellLost(const std::string &reason)
{
    m_lostSince = currentTime();
    m_lostReason = reason;
    {
        const std::lock_guard lock(m_mutex);
        ++m_status.gaps;
    }
    std::string data = "{\"source\":";
    appendJsonString(data, name);
    data += ",\"reason\":";
    appendJsonString(data, reason);
    data += '}';
    tell(sourceLostType, std::move(data), reason);
}

void LiveSource::Private::tellBack()
{
    if (m_lostSince == 0) return;
    const auto away = currentTime() - m_lostSince;
    std::string data = "{\"source\":";
    appendJsonString(data, name);
    data += fmt::format(
        ",\"since\":\"{}\",\"seconds\":{:.3f},\"reason\":", formatTimestamp(m_lostSince),
        static_cast<double>(away) / static_cast<double>(nanosecondsPerSecond));
    appendJsonString(data, m_lostReason);
    data += '}';
    m_lostSince = 0;
    tell(sourceBackType, std::move(data), {});
}

void LiveSource::Private::tell(std::string_view type, std::string data, std::string_view reason)
{
    auto event = std::make_shared<Event>();
    event->id = fmt::format("{}-{}", type, ++m_told);
    event->type = type;
    event->source = name;
    event->subject = name;
    event->time = currentTime();
    event->encoding = DataEncoding::Json;
    event->data = std::move(data);
    TapStep step;
    step.time = event->time;
    step.event = std::move(event);
    if (!reason.empty()) step.reason = std::make_shared<const std::string>(reason);
    step.sender = step.receiver = participant(name, Role::Producer);
    step.kind = StepKind::Publish;
    step.failed = type == sourceLostType;
    context.sink(std::span(&step, 1));
    const std::lock_guard lock(m_mutex);
    ++m_status.steps;
}

LiveSource::LiveSource(std::string name, std::unique_ptr<SourceConnection> connection,
                       SourceContext context)
    : d(std::make_unique<Private>(std::move(name), std::move(connection), std::move(context)))
{}

LiveSource::~LiveSource()
{
    d->detach();
}

const std::string &LiveSource::name() const
{
    return d->name;
}

SourceStatus LiveSource::status() const
{
    return d->status();
}

void LiveSource::pause()
{
    d->setPaused(true);
}

void LiveSource::resume()
{
    d->setPaused(false);
}

void LiveSource::retryNow()
{
    d->retryNow();
}

void LiveSource::detach()
{
    d->detach();
}

bool LiveSource::waitUntilLive()
{
    return d->waitUntilLive();
}

void LiveSource::waitUntilEnded()
{
    d->waitUntilEnded();
}

} // namespace playhead
