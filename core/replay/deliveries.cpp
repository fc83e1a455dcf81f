// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/deliveries.h"

#include <algorithm>

namespace playhead {
namespace {

void takeAnswer(EventDeliveries &deliveries, const Step &step)
{
    // The oldest attempt without an answer: answers come in the order of attempts.
    const auto waiting = std::ranges::find_if(deliveries.attempts, [&](const auto &attempt) {
        return attempt.consumer == step.sender && attempt.channel == step.receiver
               && !attempt.answer.isValid()
               && (step.attempt == 0 || attempt.attempt == step.attempt);
    });
    if (waiting == deliveries.attempts.end()) return;
    waiting->answer = step.position;
    waiting->answerKind = step.kind;
    waiting->answered = step.time;
}

void takeDeadLetter(EventDeliveries &deliveries, const Step &step)
{
    auto &attempts = deliveries.attempts;
    const auto last = std::find_if(attempts.rbegin(), attempts.rend(), [&](const auto &attempt) {
        return attempt.channel == step.sender && !attempt.deadLetter.isValid()
               && !(attempt.answer.isValid() && attempt.answerKind == StepKind::Ack);
    });
    if (last != attempts.rend()) last->deadLetter = step.position;
}

} // namespace

std::vector<Position> stepsOf(const Log &log, EventNumber event, Position upTo,
                              std::stop_token stop)
{
    std::vector<Position> positions;
    if (!event.isValid()) return positions;
    const auto end = std::min(upTo, log.watermark()).value();
    for (std::uint64_t first = 0; first < end && !stop.stop_requested();
         first += FlowIndex::chunkSize) {
        const auto &events = log.index().chunk(first / FlowIndex::chunkSize)->event;
        const auto count = std::min<std::uint64_t>(FlowIndex::chunkSize, end - first);
        const auto *at = events.data();
        const auto *const stopAt = at + count;
        while ((at = std::find(at, stopAt, event.value())) != stopAt) {
            positions.emplace_back(first + static_cast<std::uint64_t>(at - events.data()) + 1);
            ++at;
        }
    }
    return positions;
}

EventDeliveries deliveriesOf(const Log &log, EventNumber event, Position upTo, std::stop_token stop)
{
    EventDeliveries deliveries;
    for (const auto position : stepsOf(log, event, upTo, std::move(stop))) {
        const auto step = log.at(position);
        switch (step.kind) {
        case StepKind::Publish:
            if (deliveries.published.isValid()) break;
            deliveries.published = position;
            deliveries.publishTime = step.time;
            break;
        case StepKind::Deliver: {
            DeliveryAttempt attempt;
            attempt.deliver = position;
            attempt.channel = step.sender;
            attempt.consumer = step.receiver;
            attempt.attempt = step.attempt;
            attempt.delivered = step.time;
            deliveries.attempts.push_back(attempt);
            break;
        }
        case StepKind::Ack:
        case StepKind::Nack: takeAnswer(deliveries, step); break;
        case StepKind::DeadLetter: takeDeadLetter(deliveries, step); break;
        case StepKind::Command:
        case StepKind::Query:
        case StepKind::Reply: break;
        }
    }
    return deliveries;
}

} // namespace playhead
