// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of a delivery once it is answered, or is not.
#include "bus/consumer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace playhead {

double Consumer::random(Purpose purpose, const Parcel &parcel)
{
    return m_core->random({.purpose = purpose,
                           .event = *parcel.event,
                           .channel = *parcel.channel,
                           .consumer = m_id,
                           .attempt = parcel.attempt,
                           .duplicate = parcel.duplicate});
}

bool Consumer::happens(double share, Purpose purpose, const Parcel &parcel)
{
    return share > 0 && random(purpose, parcel) < share;
}

Duration Consumer::latencyOf(const Parcel &parcel)
{
    auto latency = m_faults.latency;
    if (m_faults.latencyJitter > 0)
        latency += Duration(double(m_faults.latencyJitter)
                            * (2.0 * random(Purpose::Latency, parcel) - 1.0));
    return std::max<Duration>(latency, 0);
}

bool Consumer::answer(std::uint64_t token, Outcome outcome)
{
    if (!beginWork()) return false;
    const bool heard = settle(token, std::move(outcome), false);
    endWork();
    return heard;
}

bool Consumer::settle(std::uint64_t token, Outcome outcome, bool fromHandler)
{
    Parcel parcel;
    {
        const std::lock_guard lock(m_mutex);
        auto *entry = m_closed ? nullptr : m_books.inFlight(token);
        if (!entry || (entry->deaf && !fromHandler)) return false;
        if (fromHandler) entry->running = false;
        if (entry->deaf || outcome.kind() == Outcome::Kind::Later) {
            keepOpen(token, *entry);
            return true;
        }
        if (const auto timer = entry->timer) m_core->scheduler().cancel(timer);
        parcel = m_books.take(token);
        ++(outcome.kind() == Outcome::Kind::Ack ? m_counters.acknowledged : m_counters.failed);
    }
    if (outcome.kind() == Outcome::Kind::Ack) {
        acknowledge(std::move(parcel));
    } else {
        step(StepKind::Nack, parcel, outcome.reason());
        fail(std::move(parcel), outcome.reason());
    }
    return true;
}

void Consumer::keepOpen(std::uint64_t token, InFlight &entry)
{
    const auto timeout = m_policy.acknowledgementTimeout;
    if (timeout > 0 && entry.timer == 0) {
        const auto passed = m_core->scheduler().now() - entry.since;
        entry.timer =
            m_core->scheduler().schedule(timeout - passed, [weak = weak_from_this(), token] {
                if (const auto self = weak.lock()) self->timeOut(token);
            });
    } else if (timeout <= 0 && entry.deaf && m_state == ConsumerState::Running) {
        m_books.redeliverDeaf();
    }
}

void Consumer::lose(std::uint64_t token)
{
    Parcel parcel;
    {
        const std::lock_guard lock(m_mutex);
        auto *entry = m_books.inFlight(token);
        if (!entry) return;
        entry->running = false;
        if (m_policy.acknowledgementTimeout > 0) {
            keepOpen(token, *entry);
            return;
        }
        parcel = m_books.take(token);
    }
    resolve(parcel);
}

void Consumer::timeOut(std::uint64_t token)
{
    if (!beginWork()) return;
    Parcel parcel;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_closed && m_books.inFlight(token)) {
            parcel = m_books.take(token);
            ++m_counters.failed;
            ++m_counters.timedOut;
        }
    }
    if (parcel.event) {
        fail(std::move(parcel),
             std::make_shared<const std::string>(fmt::format(
                 "no acknowledgement within {}", formatDuration(m_policy.acknowledgementTimeout))));
    }
    endWork();
}

void Consumer::acknowledge(Parcel parcel)
{
    step(StepKind::Ack, parcel);
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed) return;
        m_books.remember(*parcel.event);
        if (!parcel.duplicate && happens(m_faults.duplicates, Purpose::Duplicate, parcel)) {
            parcel.duplicate = true;
            m_books.again(std::move(parcel));
            return;
        }
    }
    resolve(parcel);
}

void Consumer::fail(Parcel parcel, std::shared_ptr<const std::string> reason)
{
    if (parcel.duplicate) {
        resolve(parcel);
        return;
    }
    if (parcel.attempt >= m_policy.attempts) {
        bury(std::move(parcel), std::move(reason));
        return;
    }
    const std::lock_guard lock(m_mutex);
    if (m_closed) return;
    const auto &backOff = m_policy.backOff;
    const auto chance = backOff.jitter > 0 ? random(Purpose::BackOff, parcel) : 0.5;
    const auto wait = backOff.after(parcel.attempt, chance) + latencyOf(parcel);
    ++parcel.attempt;
    m_core->scheduler().schedule(wait,
                                 [weak = weak_from_this(), again = std::move(parcel)]() mutable {
                                     const auto self = weak.lock();
                                     if (!self || !self->beginWork()) return;
                                     {
                                         const std::lock_guard inner(self->m_mutex);
                                         if (!self->m_closed) self->m_books.again(std::move(again));
                                     }
                                     self->endWork();
                                 });
}

void Consumer::bury(Parcel parcel, std::shared_ptr<const std::string> reason)
{
    const bool hasGrave = m_deadLetters && m_deadLetters != parcel.channel;
    {
        const std::lock_guard lock(m_mutex);
        ++(hasGrave ? m_counters.deadLettered : m_counters.discarded);
    }
    if (hasGrave) {
        if (m_core->tap().isOpen()) {
            StepBuffer steps(*m_core);
            steps.add(m_core->scheduler().now(), StepKind::DeadLetter, parcel.event,
                      parcel.channel->id, m_deadLetters->id, parcel.attempt, std::move(reason));
            steps.flush();
        }
        m_core->publishDeadLetter(*m_deadLetters, parcel.event);
    }
    resolve(parcel);
}

void Consumer::resolve(const Parcel &parcel)
{
    const std::lock_guard lock(m_mutex);
    if (m_closed) return;
    m_books.resolve(parcel);
    update();
}

} // namespace playhead
