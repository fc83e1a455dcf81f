// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/otlparrivals.h"
#include "model/step.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace playhead {

/// What one request brought.
struct Arrival
{
    std::vector<TapStep> steps;
    std::vector<OtlpArrival> spans;
};

/// Brings what the workers of a listener have read to the thread of the source, and makes them wait
/// until it has been taken there: no sender is answered before. As many as there are workers lie in
/// it. Thread-safe.
class ArrivalQueue
{
public:
    /// Waits until the arrival has been taken; false: it is not going to be.
    bool put(Arrival arrival)
    {
        Waiting waiting{std::move(arrival), false};
        std::unique_lock lock(m_mutex);
        if (!m_open) return false;
        m_waiting.push_back(&waiting);
        m_changed.notify_all();
        m_changed.wait(lock, [&] { return waiting.taken; });
        return true;
    }

    /// Gives what is there to `take(Arrival &)`, after waiting for something at most so long, or
    /// until woken.
    template <class Take> void take(std::chrono::milliseconds longest, Take take)
    {
        std::vector<Waiting *> taken;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait_for(lock, longest, [this] { return !m_waiting.empty() || m_woken; });
            m_woken = false;
            taken.swap(m_waiting);
        }
        for (auto *waiting : taken)
            take(waiting->arrival);
        const std::lock_guard lock(m_mutex);
        for (auto *waiting : taken)
            waiting->taken = true;
        m_changed.notify_all();
    }

    void wake()
    {
        const std::lock_guard lock(m_mutex);
        m_woken = true;
        m_changed.notify_all();
    }

    void open() { setOpen(true); }
    /// What is put from now on is not taken.
    void close() { setOpen(false); }

private:
    struct Waiting
    {
        Arrival arrival;
        bool taken = false;
    };

    void setOpen(bool open)
    {
        const std::lock_guard lock(m_mutex);
        m_open = open;
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Waiting *> m_waiting;
    bool m_open = false;
    bool m_woken = false;
};

} // namespace playhead
