// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/scriptmemory.h"
#include "script/scriptprojection.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

struct JSContext;

namespace playhead {

class ScriptHost;

/// Why the engine was made to give up a call.
enum class ScriptVerdict : std::uint8_t { None, TimeUp, MemoryUp };

/// A context of the engine on a thread of its own, since a context belongs to the thread that made
/// it while a fold goes from thread to thread. Whoever calls run() waits, and watches meanwhile.
/// One caller at a time.
class ScriptThread
{
public:
    explicit ScriptThread(ScriptLimits limits);
    ~ScriptThread();
    ScriptThread(const ScriptThread &) = delete;
    ScriptThread &operator=(const ScriptThread &) = delete;

    /// Whether the engine could be started.
    [[nodiscard]] bool isReady() const { return m_context != nullptr; }
    [[nodiscard]] const ScriptLimits &limits() const { return m_limits; }

    /// Does `work` on the thread and waits for it. Every few milliseconds looks at the time that
    /// the event at hand has taken and at the memory, and interrupts the script where it is too
    /// much; then verdict() says so, until the next call. Cost: two wake-ups, about 50 us.
    void run(const std::function<void(JSContext *)> &work, const std::stop_token &stop = {});

    // What follows is for the work, on the thread.
    [[nodiscard]] ScriptVerdict verdict() const { return m_verdict; }
    void setMemoryUp() { m_verdict = ScriptVerdict::MemoryUp; }
    /// Called when the script is interrupted for good, before it is: to see where it stands.
    std::function<void(JSContext *)> onInterrupted;
    /// Whose script runs.
    ScriptHost *host = nullptr;
    /// Bytes that the script has made outside of the engine.
    std::size_t outsideBytes = 0;
    /// False: only the engine's own limit of the heap holds.
    bool checksMemory = true;
    /// What the driver writes and reads: the event that runs; 1 where it shall end early.
    [[nodiscard]] std::int32_t *progress() { return m_progress; }

private:
    void work();
    void startContext();
    void watch(std::unique_lock<std::mutex> &lock, const std::stop_token &stop);
    static bool onInterrupt(JSContext *context);
    [[nodiscard]] Duration processorTime() const;

    ScriptLimits m_limits;
    alignas(64) std::int32_t m_progress[2] = {0, 0};
    ScriptMemory m_memory;
    std::atomic<ScriptVerdict> m_verdict = ScriptVerdict::None;

    std::mutex m_mutex; // guards what follows
    std::condition_variable m_changed;
    const std::function<void(JSContext *)> *m_work = nullptr;
    bool m_ends = false;
    bool m_started = false;

    JSContext *m_context = nullptr; // set before the constructor returns, used on the thread
    std::thread m_thread;
};

} // namespace playhead
