// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/consumerbooks.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

namespace playhead {

Parcel ConsumerBooks::makeParcel(const EventPtr &event, const ChannelName &channel)
{
    ++m_pending;
    m_depth.fetch_add(1, std::memory_order_relaxed);
    return {.event = event, .channel = &channel, .number = ++m_lastNumber};
}

void ConsumerBooks::enqueue(const EventPtr &event, const ChannelName &channel)
{
    m_fresh.push_back(makeParcel(event, channel));
}

void ConsumerBooks::sendOff(const EventPtr &event, const ChannelName &channel)
{
    m_onTheWay.push_back(makeParcel(event, channel));
}

void ConsumerBooks::arrive()
{
    if (m_onTheWay.empty()) return;
    if (m_onTheWay.front().event) m_fresh.push_back(std::move(m_onTheWay.front()));
    m_onTheWay.pop_front();
}

std::uint64_t ConsumerBooks::holdBack(const EventPtr &event, const ChannelName &channel)
{
    assert(!m_heldBack);
    m_heldBack = makeParcel(event, channel);
    return m_heldBack->number;
}

void ConsumerBooks::sendOffHeldBack()
{
    m_onTheWay.push_back(std::move(*m_heldBack));
    m_heldBack.reset();
}

void ConsumerBooks::letGo(std::uint64_t number)
{
    if (!m_heldBack || m_heldBack->number != number) return;
    m_fresh.push_back(std::move(*m_heldBack));
    m_heldBack.reset();
}

std::optional<Parcel> ConsumerBooks::next()
{
    if (isFull()) return {};
    if (!m_again.empty()) {
        auto parcel = std::move(m_again.front());
        m_again.pop_front();
        return parcel;
    }
    while (!m_fresh.empty()) {
        auto parcel = std::move(m_fresh.front());
        m_fresh.pop_front();
        if (keepsOrder(parcel)) {
            auto &subject = m_subjects[parcel.event->subject];
            if (subject.holders > 0) {
                subject.waiting.push_back(std::move(parcel));
                continue;
            }
            subject.holders = 1;
            parcel.ordered = true;
        }
        started();
        return parcel;
    }
    return {};
}

bool ConsumerBooks::hasNext() const
{
    return !isFull() && (!m_again.empty() || !m_fresh.empty());
}

void ConsumerBooks::takeBatch(std::size_t count, std::vector<Parcel> &batch)
{
    const auto end = m_fresh.begin() + std::ptrdiff_t(std::min(count, m_fresh.size()));
    batch.assign(std::make_move_iterator(m_fresh.begin()), std::make_move_iterator(end));
    m_fresh.erase(m_fresh.begin(), end);
}

void ConsumerBooks::putBack(std::vector<Parcel> &batch, std::size_t from)
{
    m_fresh.insert(m_fresh.begin(), std::make_move_iterator(batch.begin() + std::ptrdiff_t(from)),
                   std::make_move_iterator(batch.end()));
    batch.clear();
}

std::optional<Parcel> ConsumerBooks::dropOldest()
{
    const auto give = [this](Parcel parcel) {
        started();
        --m_pending;
        return parcel;
    };
    auto *oldest = m_fresh.empty() ? nullptr : &m_fresh;
    for (auto &[name, subject] : m_subjects) {
        auto &waiting = subject.waiting;
        if (!waiting.empty() && (!oldest || waiting.front().number < oldest->front().number))
            oldest = &waiting;
    }
    if (oldest) {
        auto parcel = std::move(oldest->front());
        oldest->pop_front();
        return give(std::move(parcel));
    }
    const auto onTheWay = std::find_if(m_onTheWay.begin(), m_onTheWay.end(),
                                       [](const Parcel &parcel) { return bool(parcel.event); });
    if (m_heldBack && (onTheWay == m_onTheWay.end() || m_heldBack->number < onTheWay->number))
        return give(*std::exchange(m_heldBack, std::nullopt));
    if (onTheWay == m_onTheWay.end()) return {};
    // Its place stays, for the task that will come for it.
    return give(std::exchange(*onTheWay, Parcel()));
}

std::uint64_t ConsumerBooks::begin(Parcel parcel, Timestamp now)
{
    const auto token = ++m_lastToken;
    m_inFlight.emplace(token, InFlight{.parcel = std::move(parcel), .since = now, .running = true});
    return token;
}

std::uint64_t ConsumerBooks::enter(const EventPtr &event, const ChannelName &channel,
                                   std::uint32_t attempt, Timestamp now)
{
    ++m_pending;
    Parcel parcel{
        .event = event, .channel = &channel, .attempt = attempt, .number = ++m_lastNumber};
    if (keepsOrder(parcel)) {
        ++m_subjects[event->subject].holders;
        parcel.ordered = true;
    }
    return begin(std::move(parcel), now);
}

InFlight *ConsumerBooks::inFlight(std::uint64_t token)
{
    const auto found = m_inFlight.find(token);
    return found == m_inFlight.end() ? nullptr : &found->second;
}

Parcel ConsumerBooks::take(std::uint64_t token)
{
    const auto found = m_inFlight.find(token);
    assert(found != m_inFlight.end());
    auto parcel = std::move(found->second.parcel);
    m_inFlight.erase(found);
    return parcel;
}

void ConsumerBooks::resolve(const Parcel &parcel)
{
    --m_pending;
    if (!parcel.ordered) return;
    const auto found = m_subjects.find(parcel.event->subject);
    if (found == m_subjects.end() || --found->second.holders > 0) return;
    auto &waiting = found->second.waiting;
    if (waiting.empty()) {
        m_subjects.erase(found);
        return;
    }
    auto successor = std::move(waiting.front());
    waiting.pop_front();
    successor.ordered = true;
    found->second.holders = 1;
    started();
    m_again.push_back(std::move(successor));
}

void ConsumerBooks::deafen()
{
    for (auto &[token, entry] : m_inFlight)
        entry.deaf = true;
}

void ConsumerBooks::redeliverDeaf()
{
    std::vector<std::uint64_t> tokens;
    for (const auto &[token, entry] : m_inFlight) {
        if (entry.deaf && !entry.running && entry.timer == 0) tokens.push_back(token);
    }
    std::sort(tokens.begin(), tokens.end());
    for (const auto token : tokens) {
        auto parcel = take(token);
        ++parcel.attempt;
        again(std::move(parcel));
    }
}

void ConsumerBooks::remember(const Event &event)
{
    if (m_policy.idempotencyWindow == 0 || event.id.empty() || !m_known.insert(event.id).second)
        return;
    m_knownInOrder.push_back(event.id);
    if (m_knownInOrder.size() > m_policy.idempotencyWindow) {
        m_known.erase(m_knownInOrder.front());
        m_knownInOrder.pop_front();
    }
}

bool ConsumerBooks::knows(const Event &event) const
{
    return m_policy.idempotencyWindow != 0 && !event.id.empty() && m_known.contains(event.id);
}

std::vector<TaskId> ConsumerBooks::clear()
{
    std::vector<TaskId> timers;
    for (const auto &[token, entry] : m_inFlight) {
        if (entry.timer != 0) timers.push_back(entry.timer);
    }
    m_onTheWay.clear();
    m_heldBack.reset();
    m_fresh.clear();
    m_again.clear();
    m_subjects.clear();
    m_inFlight.clear();
    m_known.clear();
    m_knownInOrder.clear();
    m_depth = 0;
    m_pending = 0;
    return timers;
}

} // namespace playhead
