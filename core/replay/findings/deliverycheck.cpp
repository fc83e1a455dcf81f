// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/findings/deliverycheck.h"

#include <algorithm>
#include <utility>

namespace playhead {
namespace {

std::uint32_t narrow(Position position)
{
    return static_cast<std::uint32_t>(position.value());
}

std::uint8_t oneMore(std::uint8_t count)
{
    return count < 255 ? static_cast<std::uint8_t>(count + 1U) : count;
}

} // namespace

void DeliveryCheck::published(const Step &step)
{
    ++m_context.of(step.sender).changes;
    // What somebody publishes to itself, such as the gap of a source, is for nobody.
    if (!step.event.isValid() || step.sender == step.receiver) return;
    auto &state = m_context.book.at(step.event.value());
    if (state.publish != 0) return; // on another channel as well: the first counts
    const auto index = m_context.routes.of(step.receiver.value(), step.type.value());
    auto &route = m_context.routes[index];
    ++route.published;
    if (route.firstPublish == 0) route.firstPublish = narrow(step.position);
    route.lastPublish = narrow(step.position);
    state.publish = narrow(step.position);
    state.publishTime = step.time;
    state.publisher = step.sender.value();
    state.channel = step.receiver.value();
    state.route = index;
    state.ordinal = ++m_context.of(step.receiver).published;
    if (state.handlings != 0) {
        m_context.book.forEachHandling(state, [&](const Handling &handling) {
            m_skew.publishedLate(step, handling);
            route.addConsumer(handling.consumer);
        });
        ++route.reached;
        if (!std::exchange(route.isTaken, true)) m_context.book.keepUndelivered(index);
    }
    m_sequences.published(index, route, step);
}

void DeliveryCheck::reach(EventState &state, const Step &step)
{
    auto index = state.route;
    const auto consumer =
        step.kind == StepKind::Deliver ? step.receiver.value() : step.sender.value();
    const bool isFirst = state.handlings == 0;
    if (index == 0) { // its publish is forgotten, or not in the log
        const auto channel =
            step.kind == StepKind::Deliver ? step.sender.value() : step.receiver.value();
        index = m_context.routes.of(channel, step.type.value());
        if (m_context.routes[index].reached >= m_context.routes[index].published) index = 0;
    }
    if (index == 0) return;
    auto &route = m_context.routes[index];
    if (isFirst)
        ++route.reached;
    else if (!m_context.book.has(state, consumer))
        route.fansOut = true;
    route.addConsumer(consumer);
    if (!std::exchange(route.isTaken, true)) m_context.book.keepUndelivered(index);
}

void DeliveryCheck::delivered(const Step &step)
{
    m_context.sawDelivery = true;
    ++m_context.of(step.receiver).changes;
    if (!step.event.isValid()) return;
    auto &state = m_context.book.at(step.event.value());
    auto *handling = m_context.book.handling(state, step.receiver.value(), step.sender.value());
    if (!handling) {
        reach(state, step);
        handling = m_context.book.add(state, step.receiver.value(), step.sender.value());
        if (!handling) return;
        firstDelivery(state, *handling, step);
    } else {
        againDelivered(*handling, step);
    }
    if (!handling->is(Handling::Open)) ++m_context.of(step.receiver).open;
    handling->flags = static_cast<std::uint8_t>((handling->flags | Handling::Open)
                                                & ~unsigned(Handling::Nacked | Handling::Dead));
    handling->attempts = std::max(oneMore(handling->attempts), step.attempt);
    handling->lastDeliver = narrow(step.position);
    handling->delivered = step.time;
}

void DeliveryCheck::firstDelivery(EventState &state, Handling &handling, const Step &step)
{
    handling.firstDeliver = narrow(step.position);
    std::uint64_t behind = 0;
    if (state.publish != 0)
        m_skew.compare(ParticipantId(state.publisher), Position(state.publish), state.publishTime,
                       step.receiver, step);
    else if (m_context.book.newest() > state.number + EventBook::window)
        behind = m_context.book.newest() - state.number;
    if (!m_context.of(step.sender).takesDeadLetters) m_lag.delivered(state, step, behind);
}

void DeliveryCheck::againDelivered(Handling &handling, const Step &step)
{
    if (handling.firstDeliver == 0) handling.firstDeliver = narrow(step.position);
    if (handling.is(Handling::Acked) && !handling.is(Handling::Open)) {
        m_context.found.addMade(FindingKind::DuplicateDelivery, [&] {
            auto finding = findingAt(FindingKind::DuplicateDelivery, Severity::Warning, step);
            finding.participants = {step.receiver, step.sender};
            finding.add(Position(handling.lastDeliver));
            finding.add(Position(handling.answer));
            finding.add(step.position);
            finding.duration = step.time - handling.answered;
            finding.count = std::max(oneMore(handling.attempts), step.attempt);
            return finding;
        });
        handling.flags |= Handling::Repeat;
    } else if (handling.is(Handling::Open) && showsAnswers(handling)
               && step.time - handling.delivered > m_context.limits.unacknowledged) {
        auto finding = unacknowledged(handling, step, step.time);
        finding.add(step.position);
        m_context.found.add(std::move(finding));
    }
}

void DeliveryCheck::close(Handling &handling)
{
    if (!handling.is(Handling::Open)) return;
    handling.flags &= static_cast<std::uint8_t>(~unsigned(Handling::Open));
    auto &open = m_context.at(handling.consumer).open;
    if (open > 0) --open;
}

void DeliveryCheck::answered(const Step &step)
{
    m_context.of(step.sender).answers = true;
    m_context.of(step.receiver).answers = true;
    if (!step.event.isValid()) return;
    auto &state = m_context.book.at(step.event.value());
    auto *handling = m_context.book.handling(state, step.sender.value(), step.receiver.value());
    if (!handling) {
        if (step.kind == StepKind::Ack) return; // the log does not show its delivery
        // Refused without a delivery, by a queue that was full.
        reach(state, step);
        handling = m_context.book.add(state, step.sender.value(), step.receiver.value());
        if (!handling) return;
    }
    if (handling->is(Handling::Open)) {
        m_skew.compare(ParticipantId(handling->channel), Position(handling->lastDeliver),
                       handling->delivered, step.sender, step);
        if (step.time - handling->delivered > m_context.limits.unacknowledged) {
            auto finding = unacknowledged(*handling, step, step.time);
            finding.add(step.position);
            m_context.found.add(std::move(finding));
        }
    }
    if (step.kind == StepKind::Ack) {
        acknowledged(state, *handling, step);
    } else if (!handling->is(Handling::Acked)) {
        handling->flags |= Handling::Nacked;
    }
    close(*handling);
    handling->answer = narrow(step.position);
    handling->answered = step.time;
}

void DeliveryCheck::acknowledged(EventState &state, Handling &handling, const Step &step)
{
    if (handling.is(Handling::Acked)) {
        if (handling.is(Handling::Repeat) && handling.is(Handling::Open))
            m_idempotency.repeated(handling, step);
    } else {
        m_lag.acknowledged(state, step);
        if (step.subject.isValid() && state.publish != 0
            && !m_context.of(ParticipantId(handling.channel)).takesDeadLetters) {
            const OrderMemory::Entry entry{step.subject.value(), handling.consumer,
                                           handling.channel, state.publish, handling.lastDeliver};
            if (const auto other = m_order.take(entry); other.publish != 0) {
                m_context.found.addMade(FindingKind::OrderBroken,
                                        [&] { return orderBroken(handling, entry, other, step); });
            }
        }
    }
    handling.flags = static_cast<std::uint8_t>((handling.flags | Handling::Acked)
                                               & ~unsigned(Handling::Nacked | Handling::Dead));
}

Finding DeliveryCheck::orderBroken(const Handling &handling, const OrderMemory::Entry &entry,
                                   const OrderMemory::Entry &other, const Step &step)
{
    const bool isFirst = entry.publish < other.publish;
    const auto &earlier = isFirst ? entry : other;
    const auto &later = isFirst ? other : entry;
    auto finding = findingAt(FindingKind::OrderBroken, Severity::Warning, step);
    finding.participants = {step.sender, ParticipantId(handling.channel)};
    finding.add(Position(earlier.publish));
    finding.add(Position(later.publish));
    finding.add(Position(later.deliver));
    finding.add(Position(earlier.deliver));
    finding.count = handling.attempts;
    return finding;
}

void DeliveryCheck::deadLettered(const Step &step)
{
    m_context.of(step.receiver).takesDeadLetters = true;
    Handling *dead = nullptr;
    if (step.event.isValid()) {
        auto &state = m_context.book.at(step.event.value());
        // Whoever sends it: the consumer that gave it up, or the channel on which it did.
        m_context.book.forEachHandling(state, [&](Handling &handling) {
            const bool isMeant =
                handling.consumer == step.sender.value() || handling.channel == step.sender.value();
            if (isMeant && !handling.is(Handling::Acked) && !handling.is(Handling::Dead)
                && (!dead || handling.lastDeliver > dead->lastDeliver))
                dead = &handling;
        });
    }
    if (dead) {
        close(*dead);
        dead->flags |= Handling::Dead;
    }
    if (dead && dead->attempts > 1)
        m_context.found.addMade(FindingKind::RetriesFailed, [&] {
            auto finding = retriesFailed(*dead, step);
            finding.duration = step.time - m_context.log->index().timeAt(finding.positions.front());
            finding.add(step.position);
            return finding;
        });
    m_context.found.addMade(FindingKind::DeadLetter, [&] { return deadLetter(dead, step); });
}

Finding DeliveryCheck::deadLetter(const Handling *dead, const Step &step)
{
    auto finding = findingAt(FindingKind::DeadLetter, Severity::Error, step);
    finding.add(step.position);
    if (dead) {
        finding.participants = {ParticipantId(dead->consumer), ParticipantId(dead->channel)};
        if (ParticipantId(dead->channel) != step.receiver)
            finding.participants.push_back(step.receiver);
        finding.count = dead->attempts;
        finding.add(Position(dead->lastDeliver));
    } else {
        finding.participants = {step.sender, step.receiver};
        finding.count = step.attempt;
    }
    return finding;
}

void DeliveryCheck::replied(const Step &query, const Step &reply)
{
    m_context.of(reply.sender).answersQueries = true;
    m_lag.replied(reply);
    m_idempotency.replied(query, reply);
}

} // namespace playhead
