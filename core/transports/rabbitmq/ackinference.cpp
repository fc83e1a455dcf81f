// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/ackinference.h"

#include <algorithm>
#include <utility>

namespace playhead {

TapStep OpenDelivery::answer(StepKind kind, Timestamp now) const
{
    TapStep step;
    step.time = now;
    step.event = event;
    step.sender = consumer;
    step.receiver = queue;
    step.kind = kind;
    step.evidence = Evidence::Inferred;
    step.attempt = attempt;
    return step;
}

void AckInference::delivered(std::string_view queue, OpenDelivery delivery, bool redelivered)
{
    auto place = m_queues.find(queue);
    if (place == m_queues.end()) place = m_queues.try_emplace(std::string(queue)).first;
    auto &[open, next, latest, countedTo, counted, messages, unacknowledged] = place->second;
    if (open.size() >= mostOpen) open.pop_front();
    if (!redelivered) latest[delivery.channel] = next;
    open.push_back(Open{std::move(delivery), next++});
}

std::optional<OpenDelivery> AckInference::takeBack(std::string_view queue, const Event *event)
{
    const auto place = m_queues.find(queue);
    if (place == m_queues.end()) return {};
    auto &open = place->second.open;
    const auto found = std::ranges::find_if(
        open, [&](const Open &delivery) { return delivery.event.get() == event; });
    if (found == open.end()) return {};
    OpenDelivery taken = std::move(*found);
    open.erase(found);
    return taken;
}

void AckInference::forget(std::string_view queue)
{
    if (const auto place = m_queues.find(queue); place != m_queues.end()) m_queues.erase(place);
}

std::vector<std::string> AckInference::openQueues() const
{
    std::vector<std::string> names;
    for (const auto &[name, queue] : m_queues)
        if (!queue.open.empty()) names.push_back(name);
    return names;
}

std::vector<TapStep> AckInference::counted(std::string_view queue, std::uint64_t messages,
                                           std::uint64_t unacknowledged, const Connections &alive,
                                           Timestamp now)
{
    std::vector<TapStep> acks;
    const auto place = m_queues.find(queue);
    if (place == m_queues.end()) return acks;
    auto &state = place->second;
    const bool wasEmpty = state.messages == 0;
    const auto isCounted = [&](const Open &delivery) {
        return delivery.number < state.countedTo
               && (wasEmpty || alive.contains(delivery.connection));
    };
    const auto left = static_cast<std::size_t>(std::ranges::count_if(state.open, isCounted));
    // So many of those that were open then have been dealt with, in whatever way.
    const auto gone = state.counted - std::min<std::size_t>(state.counted, state.unacknowledged);
    const auto otherwise = state.counted - std::min(state.counted, left);
    auto acked = gone - std::min(gone, otherwise);
    std::erase_if(state.open, [&](const Open &delivery) {
        if (acked == 0 || !isCounted(delivery)) return false;
        --acked;
        acks.push_back(delivery.answer(StepKind::Ack, now));
        return true;
    });
    if (state.open.empty()) {
        m_queues.erase(place);
        return acks;
    }
    state.countedTo = state.next;
    state.counted = state.open.size();
    state.messages = messages;
    state.unacknowledged = unacknowledged;
    return acks;
}

std::vector<TapStep> AckInference::guessed(std::string_view queue, std::uint64_t ready,
                                           std::uint64_t consumers, Timestamp now)
{
    std::vector<TapStep> acks;
    const auto place = m_queues.find(queue);
    if (place == m_queues.end()) return acks;
    auto &state = place->second;
    // Nobody consumes, and there are messages: they may have been put back.
    if (consumers == 0 && ready > 0) return acks;
    const auto wait = consumers == 0 ? settling : patience;
    std::erase_if(state.open, [&](const Open &delivery) {
        const auto age = now - delivery.time;
        const auto latest = state.latest.find(delivery.channel);
        const bool isSuperseded =
            latest != state.latest.end() && delivery.number < latest->second && age >= settling;
        if (!isSuperseded && !(ready == 0 && age >= wait)) return false;
        acks.push_back(delivery.answer(StepKind::Ack, now));
        return true;
    });
    if (state.open.empty()) m_queues.erase(place);
    return acks;
}

} // namespace playhead
