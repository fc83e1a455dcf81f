// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/recorder.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace playhead {

class Recorder::Private
{
public:
    using Clock = std::chrono::steady_clock;
    /// How long a step may be visible only: leaves time for the writing itself within 100 ms.
    static constexpr auto flushAfter = std::chrono::milliseconds(40);
    /// Steps gather this long, so that a source does not wake the thread for each.
    static constexpr auto gatherFor = std::chrono::milliseconds(2);
    /// Without steps for this long the thread sleeps until it is woken.
    static constexpr auto restAfter = std::chrono::milliseconds(50);
    static constexpr std::size_t stepsBetweenLooks = 2048;
    static constexpr std::size_t wakeAtSteps = 16384;
    /// Steps wait in batches of a fixed size that are used again, so that a queue that grows moves
    /// nothing and costs no new memory in the long run.
    static constexpr std::size_t stepsOfBatch = 2048;
    static constexpr std::size_t sparesKept = 64;
    using Batch = std::vector<TapStep>;

    explicit Private(std::unique_ptr<LogWriter> logWriter)
        : writer(std::move(logWriter)),
          log(std::const_pointer_cast<Log>(writer->log())),
          before(log->watermark().value())
    {
        thread = std::thread([this] { run(); });
    }

    void run();
    void record(std::vector<TapStep> &steps);
    /// A batch with room for another step. With the lock held.
    Batch &batchWithRoom();
    /// Gives back what run() has recorded. With the lock held.
    void recycle(std::vector<Batch> &batches);
    void flushWriter();
    void stop();

    std::unique_ptr<LogWriter> writer; // the thread's own, once it runs
    std::shared_ptr<Log> log;
    const std::uint64_t before; // steps that the case had already
    Clock::time_point oldestUnflushed{};
    bool hasUnflushed = false;

    std::mutex mutex; // guards what follows
    std::condition_variable wake;
    std::condition_variable progress;
    std::vector<Batch> queue; // all but the last are full
    std::size_t queued = 0;   // steps
    std::vector<Batch> spares;
    Counters counters;
    std::uint64_t flushWanted = 0;   // everything up to this count
    std::uint64_t visibleWanted = 0; // the same
    bool resting = false;
    bool ending = false;
    bool ended = false;
    Result<void> status;

    std::thread thread;
};

void Recorder::Private::flushWriter()
{
    auto done = writer->flush();
    hasUnflushed = false;
    const auto durable = writer->durable().value();
    const std::lock_guard lock(mutex);
    counters.durable = durable > before ? durable - before : 0;
    if (status) status = done ? writer->status() : done;
    progress.notify_all();
}

Recorder::Private::Batch &Recorder::Private::batchWithRoom()
{
    if (queue.empty() || queue.back().size() == stepsOfBatch) {
        if (spares.empty()) {
            queue.emplace_back().reserve(stepsOfBatch);
        } else {
            queue.push_back(std::move(spares.back()));
            spares.pop_back();
        }
    }
    return queue.back();
}

void Recorder::Private::recycle(std::vector<Batch> &batches)
{
    for (auto &batch : batches) {
        if (spares.size() < sparesKept) spares.push_back(std::move(batch));
    }
    batches.clear();
}

void Recorder::Private::record(std::vector<TapStep> &steps)
{
    std::size_t done = 0;
    while (done < steps.size()) {
        const auto until = std::min(steps.size(), done + stepsBetweenLooks);
        if (!hasUnflushed) {
            hasUnflushed = true;
            oldestUnflushed = Clock::now();
        }
        const auto count = until - done;
        for (; done < until; ++done)
            writer->step(steps[done]);
        writer->publish();
        {
            const std::lock_guard lock(mutex);
            counters.recorded += count;
            if (visibleWanted > 0) progress.notify_all();
            if (visibleWanted <= counters.recorded) visibleWanted = 0;
        }
        if (Clock::now() - oldestUnflushed >= flushAfter) flushWriter();
    }
    steps.clear();
}

void Recorder::Private::run()
{
    std::vector<Batch> batches;
    auto lastSteps = Clock::now();
    for (;;) {
        bool flush = false;
        bool end = false;
        {
            std::unique_lock lock(mutex);
            recycle(batches);
            const auto called = [this] {
                return ending || flushWanted > counters.durable || queued >= wakeAtSteps
                       || (visibleWanted > 0 && queued > 0);
            };
            if (hasUnflushed || !queue.empty() || Clock::now() - lastSteps < restAfter) {
                wake.wait_for(lock, gatherFor, called);
            } else {
                resting = true;
                wake.wait(lock, [&] { return !queue.empty() || called(); });
                resting = false;
            }
            batches.swap(queue);
            queued = 0;
            end = ending;
            flush = flushWanted > counters.durable;
            if (flush && !status) {
                // Nothing reaches the disk any more: whoever waits is told so.
                flushWanted = 0;
                flush = false;
            }
        }
        if (!batches.empty()) {
            for (auto &steps : batches)
                record(steps);
            lastSteps = Clock::now();
        }
        if (flush || end || (hasUnflushed && Clock::now() - oldestUnflushed >= flushAfter))
            flushWriter();
        if (end) {
            const std::lock_guard lock(mutex);
            if (queue.empty()) break;
        }
    }
    auto done = writer->finish();
    const auto durable = writer->durable().value();
    const std::lock_guard lock(mutex);
    counters.durable = durable > before ? durable - before : 0;
    if (!done && status) status = done;
    ended = true;
    progress.notify_all();
}

void Recorder::Private::stop()
{
    {
        const std::lock_guard lock(mutex);
        ending = true;
        wake.notify_all();
    }
    if (thread.joinable()) thread.join();
}

Recorder::Recorder(std::unique_ptr<LogWriter> writer)
    : d(std::make_unique<Private>(std::move(writer)))
{}

Recorder::~Recorder()
{
    d->stop();
}

void Recorder::submit(std::span<TapStep> steps)
{
    if (steps.empty()) return;
    const std::lock_guard lock(d->mutex);
    assert(!d->ending);
    for (auto &step : steps)
        d->batchWithRoom().push_back(std::move(step));
    d->counters.received += steps.size();
    const auto before = d->queued;
    d->queued += steps.size();
    // Once, when it is time: not for every step from then on.
    const bool many = before < Private::wakeAtSteps && d->queued >= Private::wakeAtSteps;
    if (d->resting || many) d->wake.notify_one();
}

ParticipantTable &Recorder::participants()
{
    return d->log->writableParticipants();
}

LogPtr Recorder::log() const
{
    return d->log;
}

Recorder::Counters Recorder::counters() const
{
    const std::lock_guard lock(d->mutex);
    return d->counters;
}

void Recorder::waitUntilVisible()
{
    std::unique_lock lock(d->mutex);
    const auto wanted = d->counters.received;
    if (d->counters.recorded >= wanted) return;
    d->visibleWanted = std::max(d->visibleWanted, wanted);
    d->wake.notify_one();
    d->progress.wait(lock, [&] { return d->counters.recorded >= wanted; });
}

Result<void> Recorder::flush()
{
    std::unique_lock lock(d->mutex);
    const auto wanted = d->counters.received;
    d->flushWanted = std::max(d->flushWanted, wanted);
    d->wake.notify_one();
    d->progress.wait(lock, [&] {
        return d->ended || d->counters.durable >= wanted
               || (!d->status && d->counters.recorded >= wanted);
    });
    return d->status;
}

Result<void> Recorder::finish()
{
    d->stop();
    const std::lock_guard lock(d->mutex);
    return d->status;
}

Result<void> Recorder::status() const
{
    const std::lock_guard lock(d->mutex);
    return d->status;
}

} // namespace playhead
