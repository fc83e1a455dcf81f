// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/findings/lagcheck.h"

#include <algorithm>
#include <utility>

namespace playhead {

LagCheck::Trail *LagCheck::find(std::uint16_t consumer, std::uint16_t channel)
{
    if (consumer >= m_trails.size()) return nullptr;
    auto &trails = m_trails[consumer];
    const auto found = std::ranges::find(trails, channel, &Trail::channel);
    return found == trails.end() ? nullptr : &*found;
}

LagCheck::Trail &LagCheck::of(std::uint16_t consumer, std::uint16_t channel)
{
    if (auto *known = find(consumer, channel)) return *known;
    if (consumer >= m_trails.size()) m_trails.resize(consumer + 1U);
    auto &trail = m_trails[consumer].emplace_back();
    trail.consumer = consumer;
    trail.channel = channel;
    return trail;
}

void LagCheck::begin(Trail &trail, const Step &step) const
{
    if (trail.lags) return;
    trail.lags = true;
    trail.finding = {};
    trail.finding.kind = FindingKind::ReadModelLag;
    trail.finding.severity = Severity::Note;
    trail.finding.participants = {ParticipantId(trail.consumer), ParticipantId(trail.channel)};
    trail.finding.subject = step.subject;
    trail.finding.type = step.type;
    trail.finding.correlation = step.correlation;
    trail.finding.times = 0;
}

void LagCheck::addOldAnswer(Finding &finding, Position reply)
{
    ++finding.total;
    finding.severity = Severity::Warning;
    finding.add(reply);
}

void LagCheck::finish(Trail &trail)
{
    if (!std::exchange(trail.lags, false)) return;
    m_context.found.add(std::move(trail.finding));
    trail.finding = {};
}

void LagCheck::delivered(const EventState &state, const Step &step, std::uint64_t behind)
{
    const auto channel = state.publish != 0 ? state.channel : step.sender.value();
    auto &trail = of(step.receiver.value(), channel);
    Duration late = 0;
    if (state.publish != 0) {
        late = step.time - state.publishTime;
        behind = m_context.at(channel).published - state.ordinal;
        if (state.ordinal > trail.ordinal) {
            trail.ordinal = state.ordinal;
            trail.lastPublish = state.publish;
        }
    } else if (step.event.value() < trail.number) {
        behind = 0; // reads again what it has had: it does not trail
    }
    trail.number = std::max(trail.number, step.event.value());
    const auto &limits = m_context.limits;
    if (late <= m_context.lagLimit(trail.consumer) && behind <= limits.eventsBehind) {
        finish(trail);
        return;
    }
    begin(trail, step);
    auto &finding = trail.finding;
    ++finding.times;
    if (finding.times > 1) {
        if (finding.subject != step.subject) finding.subject = {};
        if (finding.type != step.type) finding.type = {};
        if (finding.correlation != step.correlation) finding.correlation = {};
    }
    if (finding.times <= 2) {
        if (state.publish != 0) finding.add(Position(state.publish));
        finding.add(step.position);
    }
    finding.duration = std::max(finding.duration, late);
    finding.count = std::max(finding.count, behind);
}

void LagCheck::acknowledged(const EventState &state, const Step &step)
{
    if (state.publish == 0) return;
    auto *trail = find(step.sender.value(), state.channel);
    if (!trail) return;
    trail->acked = std::max(trail->acked, state.ordinal);
    if (trail->doubts.empty()) return;
    const bool isLate = step.time - state.publishTime > m_context.lagLimit(trail->consumer);
    std::erase_if(trail->doubts, [&](const Doubt &doubt) {
        if (doubt.event != state.number) return false;
        if (isLate) {
            if (!trail->lags) {
                begin(*trail, step);
                trail->finding.duration = step.time - state.publishTime;
                trail->finding.add(Position(state.publish));
            }
            addOldAnswer(trail->finding, doubt.reply);
        }
        return true;
    });
}

void LagCheck::replied(const Step &reply)
{
    const auto consumer = reply.sender.value();
    if (consumer >= m_trails.size() || !reply.subject.isValid()) return;
    const auto &index = m_context.log->index();
    for (auto &trail : m_trails[consumer]) {
        if (m_context.at(trail.channel).published <= trail.acked) continue;
        const auto last = reply.position.value();
        const auto first = last > lookBack ? last - lookBack : 1;
        for (auto position = last - 1; position >= first; --position) {
            const auto &chunk = *index.chunk((position - 1) / FlowIndex::chunkSize);
            const auto i = (position - 1) % FlowIndex::chunkSize;
            if (chunk.subject[i] != reply.subject.value() || chunk.receiver[i] != trail.channel
                || (chunk.kindAndFlags[i] & FlowIndex::kindMask)
                       != static_cast<std::uint8_t>(StepKind::Publish))
                continue;
            const auto *state = m_context.book.find(chunk.event[i]);
            if (state && !m_context.book.has(*state, consumer, Handling::Acked)) {
                if (trail.doubts.size() >= maxDoubts) trail.doubts.pop_front();
                trail.doubts.push_back({state->number, chunk.time[i], reply.position});
            }
            break; // an older event of the subject says no more
        }
    }
}

void LagCheck::addBacklog(const Trail &trail, Finding &finding) const
{
    const auto published = m_context.at(trail.channel).published;
    if (trail.lastPublish == 0 || published <= trail.ordinal) return;
    // The first event behind the last delivered one that this consumer takes, and has not.
    const auto &log = *m_context.log;
    const auto end =
        std::min<std::uint64_t>(trail.lastPublish + FlowIndex::chunkSize, m_context.last);
    for (auto position = trail.lastPublish + std::uint64_t(1); position <= end; ++position) {
        const auto step = log.at(Position(position));
        if (step.kind != StepKind::Publish || step.receiver.value() != trail.channel) continue;
        const auto *state = m_context.book.find(step.event.value());
        if (!state || state->publish != position || m_context.book.has(*state, trail.consumer))
            continue;
        const auto &route = m_context.routes[state->route];
        if (!route.takes(trail.consumer) || !route.isForEverybody()) continue;
        const auto waits = m_context.now - step.time;
        const auto behind = published - trail.ordinal;
        if (waits <= m_context.lagLimit(trail.consumer) && behind <= m_context.limits.eventsBehind)
            return;
        finding.duration = std::max(finding.duration, waits);
        finding.count = std::max<std::uint64_t>(finding.count, behind);
        finding.times += behind;
        finding.add(step.position);
        return;
    }
}

void LagCheck::addDoubts(const Trail &trail, Finding &finding) const
{
    for (const auto &doubt : trail.doubts) {
        if (m_context.now - doubt.published <= m_context.lagLimit(trail.consumer)) continue;
        const auto *state = m_context.book.find(doubt.event);
        if (!state || !m_context.routes[state->route].takes(trail.consumer)) continue;
        finding.duration = std::max(finding.duration, m_context.now - doubt.published);
        addOldAnswer(finding, doubt.reply);
    }
}

void LagCheck::report(FindingList &found) const
{
    for (const auto &trails : m_trails) {
        for (const auto &trail : trails) {
            auto copy = trail;
            if (!copy.lags) begin(copy, Step());
            addBacklog(trail, copy.finding);
            addDoubts(trail, copy.finding);
            if (!copy.finding.positions.empty()) found.add(std::move(copy.finding));
        }
    }
}

} // namespace playhead
