// SPDX-License-Identifier: GPL-3.0-or-later
// How a consumer works off what it has: on its thread, from the scheduler, or on whoever pumps.
#include "bus/consumer.h"

#include "bus/handlerscope.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace playhead {

namespace {

/// So many parcels at most are taken under one lock; a small queue gives fewer, so that it stays
/// as short as its capacity says.
constexpr std::size_t maxBatch = 256;

/// How often a consumer's thread looks for work by itself before it sleeps until it is woken.
constexpr int maxNaps = 4;
constexpr auto nap = std::chrono::microseconds(50);

} // namespace

void Consumer::requestPump(std::unique_lock<std::mutex> &lock)
{
    if (!mayBegin() || !m_books.hasNext()) return;
    if (hasThread()) {
        if (m_idle) m_work.notify_one();
    } else if (m_policy.mode == DeliveryMode::Queued || !HandlerScope::isInside()) {
        if (!std::exchange(m_pumpScheduled, true)) {
            m_core->scheduler().schedule(0, [weak = weak_from_this()] {
                if (const auto self = weak.lock()) self->runScheduled();
            });
        }
    } else {
        lock.unlock();
        pump();
        lock.lock();
    }
}

void Consumer::runNext(std::unique_lock<std::mutex> &lock, Parcel parcel)
{
    const auto token = m_books.begin(std::move(parcel), m_core->scheduler().now());
    ++m_running;
    if (m_waiting > 0) m_room.notify_all();
    lock.unlock();
    run(token);
    lock.lock();
    --m_running;
    m_stopped.notify_all();
    update();
}

bool Consumer::beginWork()
{
    const std::lock_guard lock(m_mutex);
    if (m_closed) return false;
    ++m_running;
    return true;
}

void Consumer::endWork()
{
    pump();
    const std::lock_guard lock(m_mutex);
    --m_running;
    m_stopped.notify_all();
    update();
}

void Consumer::runScheduled()
{
    std::unique_lock lock(m_mutex);
    m_pumpScheduled = false;
    if (m_policy.mode == DeliveryMode::Direct) {
        lock.unlock();
        pump();
        return;
    }
    if (!mayBegin()) return;
    if (auto parcel = m_books.next()) {
        runNext(lock, std::move(*parcel));
    }
    requestPump(lock);
}

void Consumer::pump()
{
    std::unique_lock lock(m_mutex);
    if (m_policy.mode == DeliveryMode::Queued) {
        requestPump(lock);
        return;
    }
    while (mayBegin()) {
        auto parcel = m_books.next();
        if (!parcel) return;
        runNext(lock, std::move(*parcel));
    }
}

void Consumer::work()
{
    std::unique_lock lock(m_mutex);
    while (!m_closed) {
        if (mayBegin() && m_books.hasNext()) {
            m_napsLeft = maxNaps;
            if (m_batching.load(std::memory_order_relaxed)) {
                runBatch(lock);
                continue;
            }
            if (auto parcel = m_books.next()) {
                runNext(lock, std::move(*parcel));
                continue;
            }
        }
        // Waking a thread costs the publisher more than all else it does here, so naps come before
        // sleep, which also lets events gather to a batch.
        if (m_state == ConsumerState::Running && m_napsLeft > 0) {
            --m_napsLeft;
            m_work.wait_for(lock, nap);
            continue;
        }
        m_idle = true;
        m_work.wait(lock);
        m_idle = false;
    }
}

void Consumer::runBatch(std::unique_lock<std::mutex> &lock)
{
    m_books.takeBatch(std::clamp<std::size_t>(m_policy.capacity / 4, 1, maxBatch), m_batch);
    ++m_running;
    lock.unlock();
    const auto acknowledged = deliverBatch();
    // What was begun is acknowledged, but perhaps for the last, which is in the books then.
    std::size_t begun = 0;
    while (begun < m_batch.size() && !m_batch[begun].event)
        ++begun;
    lock.lock();
    --m_running;
    m_stopped.notify_all();
    m_counters.delivered += acknowledged;
    m_counters.acknowledged += acknowledged;
    if (m_closed) {
        m_batch.clear();
        return;
    }
    m_books.finishedBatch(begun);
    m_books.putBack(m_batch, begun);
    update();
    if (m_waiting > 0) m_room.notify_all();
}

std::size_t Consumer::deliverBatch()
{
    const HandlerScope scope;
    StepBuffer steps(*m_core);
    std::size_t acknowledged = 0;
    Timestamp now = 0; // of the last acknowledgement, and so of the next delivery
    for (auto &parcel : m_batch) {
        if (!m_batching.load(std::memory_order_relaxed)) break;
        m_books.started();
        if (acknowledged % 16 == 0 && m_waiting > 0) {
            steps.flush();
            // A publisher that has seen no room, but does not wait yet, holds the lock.
            m_mutex.lock();
            m_mutex.unlock();
            m_room.notify_all();
        }
        const auto event = std::move(parcel.event);
        const auto &channel = *parcel.channel;
        const bool tapped = m_core->tap().isOpen();
        if (tapped) {
            if (now == 0) now = m_core->scheduler().now();
            steps.add(now, StepKind::Deliver, event, channel.id, m_id, 1);
            steps.flush();
        }
        const Delivery delivery(*this, event, channel, 1, 0);
        auto outcome = call(delivery);
        if (outcome.kind() == Outcome::Kind::Ack && delivery.m_token == 0) {
            if (tapped) {
                now = m_core->scheduler().now();
                steps.add(now, StepKind::Ack, event, m_id, channel.id, 1);
            }
            ++acknowledged;
            continue;
        }
        steps.flush();
        if (delivery.m_token == 0) delivery.m_token = enter(event, channel, 1);
        settle(delivery.m_token, std::move(outcome), true);
        break;
    }
    steps.flush();
    return acknowledged;
}

void Consumer::run(std::uint64_t token)
{
    const HandlerScope scope;
    Parcel parcel;
    bool known = false;
    bool lost = false;
    {
        const std::lock_guard lock(m_mutex);
        const auto *entry = m_books.inFlight(token);
        if (!entry) return;
        parcel = entry->parcel;
        known = m_books.knows(*parcel.event);
        lost = happens(m_faults.loss, Purpose::Loss, parcel);
        ++m_counters.delivered;
        m_counters.retried += parcel.attempt > 1 ? 1U : 0U;
        m_counters.duplicated += parcel.duplicate ? 1U : 0U;
        m_counters.lost += lost ? 1U : 0U;
        m_counters.skipped += known && !lost ? 1U : 0U;
    }
    step(StepKind::Deliver, parcel);
    if (lost) {
        lose(token);
        return;
    }
    if (known) {
        settle(token, ack(), true);
        return;
    }
    const Delivery delivery(*this, parcel.event, *parcel.channel, parcel.attempt, token);
    settle(token, call(delivery), true);
}

} // namespace playhead
