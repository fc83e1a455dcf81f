// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/livesource.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace playhead::test {

/// What happens to a connection, in the hands of a test: each connect() takes the next answer, and
/// serve() does what it is told until it is told to end. Thread-safe.
class Wire
{
public:
    using Outcome = SourceConnection::Outcome;
    using Task = std::function<void(SourceFeed &)>;

    /// What the next connect() answers; without one, it succeeds.
    void onConnect(Outcome outcome)
    {
        const std::lock_guard lock(m_mutex);
        m_connects.push_back(std::move(outcome));
    }
    /// Runs on the source's thread, while it is live.
    void serve(Task task)
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
        m_changed.notify_all();
    }
    /// Ends serve() once its tasks have run.
    void end(Outcome outcome)
    {
        const std::lock_guard lock(m_mutex);
        m_ends.push_back(std::move(outcome));
        m_changed.notify_all();
    }
    void wake()
    {
        const std::lock_guard lock(m_mutex);
        ++m_wakes;
        m_changed.notify_all();
    }

    [[nodiscard]] int connects() const { return look(m_connected); }
    [[nodiscard]] int disconnects() const { return look(m_disconnected); }
    [[nodiscard]] int wakes() const { return look(m_wakes); }

private:
    friend class ScriptedConnection;

    [[nodiscard]] int look(const int &count) const
    {
        const std::lock_guard lock(m_mutex);
        return count;
    }

    mutable std::mutex m_mutex; // guards what follows
    std::condition_variable_any m_changed;
    std::deque<Outcome> m_connects;
    std::deque<Task> m_tasks;
    std::deque<Outcome> m_ends;
    int m_connected = 0;
    int m_disconnected = 0;
    int m_wakes = 0;
};

/// A connection to a Wire.
class ScriptedConnection final : public SourceConnection
{
public:
    explicit ScriptedConnection(Wire &wire) : m_wire(wire) {}

    Outcome connect(SourceFeed &, const std::stop_token &) override
    {
        const std::lock_guard lock(m_wire.m_mutex);
        ++m_wire.m_connected;
        if (m_wire.m_connects.empty()) return {};
        auto outcome = std::move(m_wire.m_connects.front());
        m_wire.m_connects.pop_front();
        return outcome;
    }

    Outcome serve(SourceFeed &feed, const std::stop_token &stop) override
    {
        std::unique_lock lock(m_wire.m_mutex);
        while (!stop.stop_requested()) {
            if (feed.isPaused()) {
                lock.unlock();
                feed.waitWhilePaused(stop);
                lock.lock();
                continue;
            }
            if (!m_wire.m_tasks.empty()) {
                const auto task = std::move(m_wire.m_tasks.front());
                m_wire.m_tasks.pop_front();
                lock.unlock();
                task(feed);
                lock.lock();
                continue;
            }
            if (!m_wire.m_ends.empty()) {
                auto outcome = std::move(m_wire.m_ends.front());
                m_wire.m_ends.pop_front();
                return outcome;
            }
            const auto wakes = m_wire.m_wakes;
            m_wire.m_changed.wait(lock, stop, [&] {
                return !m_wire.m_tasks.empty() || !m_wire.m_ends.empty() || m_wire.m_wakes != wakes;
            });
        }
        return {};
    }

    void disconnect(SourceFeed &) override
    {
        const std::lock_guard lock(m_wire.m_mutex);
        ++m_wire.m_disconnected;
    }

    void wake() override { m_wire.wake(); }

private:
    Wire &m_wire;
};

/// A message as a task of Wire::serve hands it: one publish of an event with this id.
inline Wire::Task message(std::string id)
{
    return [id = std::move(id)](SourceFeed &feed) {
        auto event = std::make_shared<Event>();
        event->id = id;
        event->type = "t";
        TapStep step;
        step.time = currentTime();
        step.event = std::move(event);
        step.sender = feed.participant("web", Role::Producer);
        step.receiver = feed.participant("orders", Role::Channel);
        feed.hand(std::span(&step, 1), 1);
    };
}

} // namespace playhead::test
