// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/attach/feedtransport.h"

#include <array>
#include <chrono>

namespace playhead::test {

/// What it has handed on it does not hand on again after a reconnect.
class FeedConnection : public SourceConnection
{
public:
    FeedConnection(Feed &feed, SourceUrl url) : m_feed(feed), m_url(std::move(url)) {}

    Outcome connect(SourceFeed &, const std::stop_token &stop) override
    {
        std::unique_lock lock(m_feed.m_mutex);
        m_feed.m_changed.wait(lock, stop, [this] { return !m_feed.m_waiting; });
        if (!m_feed.m_refusal.empty()) return ConnectionError{m_feed.m_refusal, true};
        if (m_url.password != m_feed.m_password)
            return ConnectionError{"feed refused the password of " + m_url.user + ".", false};
        m_breaks = m_feed.m_breaks;
        ++m_feed.m_connected;
        m_isConnected = true;
        return {};
    }

    Outcome serve(SourceFeed &feed, const std::stop_token &stop) override
    {
        while (!stop.stop_requested()) {
            if (feed.isPaused()) {
                feed.waitWhilePaused(stop);
                continue;
            }
            int until = 0;
            {
                constexpr auto longest = std::chrono::milliseconds(100);
                std::unique_lock lock(m_feed.m_mutex);
                m_feed.m_changed.wait_for(lock, stop, longest, [this] {
                    return m_feed.m_sent > m_read || m_feed.m_breaks > m_breaks;
                });
                if (m_feed.m_breaks > m_breaks) return ConnectionError{m_feed.m_breakReason, true};
                until = m_feed.m_sent;
            }
            for (; m_read < until; ++m_read)
                hand(feed);
        }
        return {};
    }

    void disconnect(SourceFeed &) override
    {
        const std::lock_guard lock(m_feed.m_mutex);
        if (std::exchange(m_isConnected, false)) --m_feed.m_connected;
    }

private:
    void hand(SourceFeed &feed)
    {
        auto event = std::make_shared<Event>();
        event->id = m_url.host + "/" + std::to_string(m_read);
        event->type = "order.placed";
        event->source = m_url.host;
        event->time = currentTime();
        event->encoding = DataEncoding::Json;
        event->data = R"({"amount":12})";
        TapStep step;
        step.time = event->time;
        step.event = std::move(event);
        step.sender = feed.participant("shop at " + m_url.host, Role::Producer);
        step.receiver = feed.participant(m_url.path, Role::Channel);
        feed.hand(std::span(&step, 1), 1);
    }

    Feed &m_feed;
    const SourceUrl m_url;
    int m_read = 0;
    int m_breaks = 0;
    bool m_isConnected = false;
};

void Feed::send(int messages)
{
    const std::lock_guard lock(m_mutex);
    m_sent += messages;
    m_changed.notify_all();
}

void Feed::refuse(const std::string &reason)
{
    const std::lock_guard lock(m_mutex);
    m_refusal = reason;
}

void Feed::keepWaiting(bool waiting)
{
    const std::lock_guard lock(m_mutex);
    m_waiting = waiting;
    m_changed.notify_all();
}

void Feed::breakConnections(const std::string &reason)
{
    const std::lock_guard lock(m_mutex);
    m_breakReason = reason;
    ++m_breaks;
    m_changed.notify_all();
}

void Feed::wantPassword(const std::string &password)
{
    const std::lock_guard lock(m_mutex);
    m_password = password;
}

int Feed::connected() const
{
    const std::lock_guard lock(m_mutex);
    return m_connected;
}

std::span<const SourceOption> FeedTransport::options() const
{
    static constexpr std::array<SourceOption, 4> table = {{
        {"from", "Where reading begins", "beginning", "beginning|end"},
        {"trace", "Lets the server tell of every delivery", "off", "off|on"},
        {"type", "Header or path of the event type", "", ""},
        {"api-token", "For the management interface", "", ""},
    }};
    return table;
}

Result<AttachPlan> FeedTransport::plan(const SourceUrl &url) const
{
    if (const auto checked = checkOptions(*this, url); !checked)
        return tl::unexpected(checked.error());
    AttachPlan plan;
    plan.effects.push_back({AttachEffect::Kind::None, "Nothing is consumed from others."});
    if (url.option("trace") == "on")
        plan.effects.push_back({AttachEffect::Kind::Changes, "Turns tracing on for everybody."});
    return plan;
}

Result<std::unique_ptr<SourceConnection>> FeedTransport::connection(const SourceUrl &url) const
{
    return std::make_unique<FeedConnection>(m_feed, url);
}

} // namespace playhead::test
