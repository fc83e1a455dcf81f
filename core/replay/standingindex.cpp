// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/standingindex.h"

#include <algorithm>
#include <utility>

namespace playhead {
namespace {

StepKind kindOf(const FlowIndex::Chunk &chunk, std::size_t i)
{
    return static_cast<StepKind>(chunk.kindAndFlags[i] & FlowIndex::kindMask);
}

/// Calls take(chunk, index within it, step from 0) for the steps from `begin` to before `end`.
template <class Take>
void eachStep(const FlowIndex &flow, std::uint64_t begin, std::uint64_t end, Take take)
{
    while (begin < end) {
        const auto &chunk = *flow.chunk(begin >> FlowIndex::chunkShift);
        const auto wall = ((begin >> FlowIndex::chunkShift) + 1) << FlowIndex::chunkShift;
        for (const auto until = std::min(end, wall); begin < until; ++begin)
            take(chunk, begin & (FlowIndex::chunkSize - 1), begin);
    }
}

} // namespace

StandingIndex::StandingIndex(LogPtr log) : m_log(std::move(log)), m_deliveries(rememberedDeliveries)
{}

bool StandingIndex::update(const std::stop_token &stop)
{
    const auto &flow = m_log->index();
    const auto end = flow.watermark().value();
    while (m_done < end) {
        if (stop.stop_requested()) return false;
        const auto until = std::min(end, (m_done / blockSize + 1) * blockSize);
        eachStep(flow, m_done, until,
                 [this](const FlowIndex::Chunk &chunk, std::size_t i, std::uint64_t) {
                     const auto kind = kindOf(chunk, i);
                     if (kind == StepKind::Publish)
                         m_routes.of(chunk.receiver[i], chunk.type[i]);
                     else if (kind == StepKind::Deliver)
                         takeDelivery(chunk, i);
                 });
        count(m_now, m_done, until);
        m_done = until;
        if (m_done % blockSize == 0) m_blocks.push_back(m_now);
    }
    return true;
}

void StandingIndex::takeDelivery(const FlowIndex::Chunk &chunk, std::size_t i)
{
    const auto event = chunk.event[i];
    if (event == 0) return;
    const Delivered delivered{event, chunk.sender[i], chunk.receiver[i]};
    auto &route = m_routes[m_routes.of(delivered.channel, chunk.type[i])];
    route.addConsumer(delivered.consumer);
    auto &first = grown(m_firstDelivered, delivered.consumer);
    if (first == 0 || event < first) first = event;
    if (chunk.attempt[i] > 1) return; // a retry may go to another one of those that share
    auto &known = m_deliveries[event % rememberedDeliveries];
    if (known.event == event && known.channel == delivered.channel
        && known.consumer != delivered.consumer)
        route.fansOut = true;
    known = delivered;
}

void StandingIndex::count(Figures &figures, std::uint64_t from, std::uint64_t end) const
{
    std::uint64_t lastKey = 0;
    std::uint32_t lastRoute = 0;
    eachStep(m_log->index(), from, end,
             [&](const FlowIndex::Chunk &chunk, std::size_t i, std::uint64_t step) {
                 const auto event = chunk.event[i];
                 figures.highestEvent = std::max(figures.highestEvent, event);
                 const auto kind = kindOf(chunk, i);
                 if (kind == StepKind::Publish) {
                     const auto key = std::uint64_t(chunk.receiver[i]) << 32U | chunk.type[i];
                     if (key != lastKey || lastRoute == 0)
                         lastRoute = m_routes.find(chunk.receiver[i], chunk.type[i]);
                     lastKey = key;
                     ++grown(figures.published, lastRoute);
                 } else if (kind == StepKind::Ack && event != 0) {
                     auto &latest = grown(figures.acknowledged, chunk.sender[i]);
                     if (event > latest.event)
                         latest = {event, static_cast<std::uint32_t>(step + 1)};
                 }
             });
}

StandingIndex::Figures StandingIndex::figuresAt(Position at) const
{
    const auto end = std::min(at.value(), m_done);
    const auto blocks = end / blockSize;
    auto figures = blocks == 0 ? Figures() : m_blocks[blocks - 1];
    count(figures, blocks * blockSize, end);
    return figures;
}

Position StandingIndex::firstShown(std::uint32_t event, Position upTo) const
{
    // No block before the first one that shows an event as high can show it.
    const auto block = std::ranges::lower_bound(m_blocks, event, {}, &Figures::highestEvent);
    const auto begin = static_cast<std::uint64_t>(block - m_blocks.begin()) * blockSize;
    for (auto step = begin; step < upTo.value();) {
        const auto &column = m_log->index().chunk(step >> FlowIndex::chunkShift)->event;
        const auto first = step & (FlowIndex::chunkSize - 1);
        const auto most = std::min(upTo.value() - step, FlowIndex::chunkSize - first);
        const auto *from = column.data() + first;
        const auto *found = std::find(from, from + most, event);
        if (found != from + most)
            return Position(step + static_cast<std::uint64_t>(found - from) + 1);
        step += most;
    }
    return {};
}

std::vector<ConsumerStanding> StandingIndex::at(Position at) const
{
    at = std::min(at, covered());
    const auto here = figuresAt(at);
    std::vector<ConsumerStanding> standings;
    // What had been published, by route, where a consumer stands; by ParticipantId.
    std::vector<std::vector<std::uint32_t>> before(m_now.acknowledged.size());
    std::vector<bool> isReached(before.size());
    for (std::size_t id = 0; id < m_now.acknowledged.size(); ++id) {
        if (m_now.acknowledged[id].event == 0) continue;
        ConsumerStanding standing;
        standing.consumer = ParticipantId(static_cast<std::uint16_t>(id));
        Position from;
        if (id < here.acknowledged.size() && here.acknowledged[id].event != 0) {
            const auto &latest = here.acknowledged[id];
            standing.ack = Position(latest.ack);
            standing.event = from = firstShown(latest.event, standing.ack);
            isReached[id] = true;
        } else {
            const auto first = id < m_firstDelivered.size() ? m_firstDelivered[id] : 0;
            const auto shown = first == 0 ? Position() : firstShown(first, at);
            from = shown.isValid() ? Position(shown.value() - 1) : Position();
            isReached[id] = shown.isValid();
        }
        before[id] = figuresAt(from).published;
        standings.push_back(standing);
    }
    const auto countOf = [](const std::vector<std::uint32_t> &published, std::uint32_t route) {
        return route < published.size() ? published[route] : 0;
    };
    for (std::uint32_t index = 1; index < m_routes.end(); ++index) {
        const auto &route = m_routes[index];
        std::uint32_t shared = 0; // what those that share their events have passed
        if (!route.isForEverybody()) {
            for (const auto consumer : route.consumers)
                if (consumer < before.size())
                    shared = std::max(shared, countOf(before[consumer], index));
        }
        for (auto &standing : standings) {
            const auto consumer = standing.consumer.value();
            if (!isReached[consumer] || !route.takes(consumer)) continue;
            const auto passed = std::max(shared, countOf(before[consumer], index));
            standing.behind += countOf(here.published, index) - passed;
        }
    }
    return standings;
}

bool StandingIndex::takes(ParticipantId consumer, ParticipantId channel, NameId type) const
{
    const auto route = m_routes.find(channel.value(), type.value());
    return route != 0 && m_routes[route].takes(consumer.value());
}

} // namespace playhead
