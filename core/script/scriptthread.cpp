// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptthread.h"

#include "script/engine.h"
#include "script/scriptmemory.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include <pthread.h>
#include <time.h>

namespace playhead {
namespace {

constexpr auto watchInterval = std::chrono::milliseconds(5);
/// Of the 8 MiB that threads have; the smallest stack that systems give is 2 MiB.
constexpr std::size_t stackBytes = 1U << 20U;

/// The engine wants the first context made alone; making and ending them is rare.
std::mutex &contextMutex()
{
    static std::mutex mutex;
    return mutex;
}

/// The engine's own threads must have ended before the process does.
class Engine
{
public:
    ~Engine()
    {
        if (m_isStarted) JS_ShutDown();
    }
    [[nodiscard]] bool isStarted() const { return m_isStarted; }

private:
    bool m_isStarted = JS_Init();
};

bool startEngine()
{
    static const Engine engine;
    return engine.isStarted();
}

} // namespace

ScriptThread::ScriptThread(ScriptLimits limits) : m_limits(limits)
{
    std::unique_lock lock(m_mutex);
    m_thread = std::thread([this] { work(); });
    m_changed.wait(lock, [this] { return m_started; });
}

ScriptThread::~ScriptThread()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ends = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void ScriptThread::startContext()
{
    const std::lock_guard lock(contextMutex());
    if (!startEngine()) return;
    const auto bytes =
        std::min<std::size_t>(m_limits.heapBytes, std::numeric_limits<std::uint32_t>::max());
    auto *context = JS_NewContext(static_cast<std::uint32_t>(bytes));
    if (!context) return;
    JS_SetNativeStackQuota(context, stackBytes);
    JS_SetContextPrivate(context, this);
    JS::ContextOptionsRef(context).setWasm(false).setAsmJS(false);
    if (!js::UseInternalJobQueues(context) || !JS::InitSelfHostedCode(context)
        || !JS_AddInterruptCallback(context, onInterrupt)
        || !JS_SetDefaultLocale(JS_GetRuntime(context), "en-US")) {
        JS_DestroyContext(context);
        return;
    }
    m_context = context;
}

void ScriptThread::work()
{
    startContext();
    std::unique_lock lock(m_mutex);
    m_started = true;
    m_changed.notify_all();
    while (true) {
        m_changed.wait(lock, [this] { return m_work || m_ends; });
        if (!m_work) break;
        lock.unlock();
        (*m_work)(m_context);
        lock.lock();
        m_work = nullptr;
        m_changed.notify_all();
    }
    lock.unlock();
    if (!m_context) return;
    const std::lock_guard contextLock(contextMutex());
    JS_DestroyContext(m_context);
}

void ScriptThread::run(const std::function<void(JSContext *)> &work, const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    m_verdict = ScriptVerdict::None;
    std::atomic_ref(m_progress[0]).store(-1, std::memory_order_relaxed);
    std::atomic_ref(m_progress[1]).store(0, std::memory_order_relaxed);
    m_memory.startAnew();
    m_work = &work;
    m_changed.notify_all();
    watch(lock, stop);
}

void ScriptThread::watch(std::unique_lock<std::mutex> &lock, const std::stop_token &stop)
{
    auto event = std::atomic_ref(m_progress[0]).load(std::memory_order_relaxed);
    auto since = processorTime();
    while (!m_changed.wait_for(lock, watchInterval, [this] { return !m_work; })) {
        const auto now = processorTime();
        const auto running = std::atomic_ref(m_progress[0]).load(std::memory_order_relaxed);
        if (running != event) {
            event = running;
            since = now;
        } else if (now - since > m_limits.eventTime) {
            m_verdict = ScriptVerdict::TimeUp;
        }
        if (stop.stop_requested())
            std::atomic_ref(m_progress[1]).store(1, std::memory_order_relaxed);
        JS_RequestInterruptCallback(m_context);
    }
}

/// Of the script's thread: a busy machine is not the script's fault.
Duration ScriptThread::processorTime() const
{
    clockid_t clock = 0;
    timespec time{};
    if (pthread_getcpuclockid(const_cast<std::thread &>(m_thread).native_handle(), &clock) != 0
        || clock_gettime(clock, &time) != 0)
        return std::chrono::steady_clock::now().time_since_epoch().count();
    return time.tv_sec * nanosecondsPerSecond + time.tv_nsec;
}

bool ScriptThread::onInterrupt(JSContext *context)
{
    auto &self = *static_cast<ScriptThread *>(JS_GetContextPrivate(context));
    // What is done here may be interrupted again.
    const bool wasDisabled = JS_DisableInterruptCallback(context);
    if (self.m_verdict == ScriptVerdict::None && self.checksMemory
        && self.m_memory.exceeds(context, self.m_limits.heapBytes, self.outsideBytes))
        self.m_verdict = ScriptVerdict::MemoryUp;
    const bool goesOn = self.m_verdict == ScriptVerdict::None;
    if (!goesOn && self.onInterrupted) self.onInterrupted(context);
    JS_ResetInterruptCallback(context, wasDisabled);
    return goesOn;
}

} // namespace playhead
