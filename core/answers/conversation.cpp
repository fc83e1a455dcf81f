// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/conversation.h"

#include <algorithm>

namespace playhead {
namespace {

/// A conversation in which so many works are never answered is none that a person follows: the
/// oldest are forgotten, so that the cost stays bounded.
constexpr std::size_t maxOpen = 4096;

} // namespace

Conversation::Conversation(const Log &log, NameId correlation, const std::stop_token &stop)
{
    if (!correlation.isValid()) return;
    const auto end = log.watermark().value();
    for (std::uint64_t first = 0; first < end && !stop.stop_requested();
         first += FlowIndex::chunkSize) {
        const auto &column = log.index().chunk(first / FlowIndex::chunkSize)->correlation;
        const auto *const stopAt =
            column.data() + std::min<std::uint64_t>(FlowIndex::chunkSize, end - first);
        for (const auto *at = column.data();
             (at = std::find(at, stopAt, correlation.value())) != stopAt; ++at) {
            const auto offset = static_cast<std::uint64_t>(at - column.data());
            take(log.at(Position(first + offset + 1)));
            if (offset % 1024 == 0 && stop.stop_requested()) break;
        }
    }
    m_open.clear();
}

EventNumber Conversation::causeOf(EventNumber event) const
{
    const auto found = m_causes.find(event);
    return found == m_causes.end() ? EventNumber() : found->second;
}

const std::vector<EventNumber> &Conversation::effectsOf(EventNumber event) const
{
    static const std::vector<EventNumber> none;
    const auto found = m_effects.find(event);
    return found == m_effects.end() ? none : found->second;
}

void Conversation::take(const Step &step)
{
    if (!step.event.isValid()) return;
    const bool isNew = !m_causes.contains(step.event);
    switch (step.kind) {
    case StepKind::Publish:
    case StepKind::Command:
    case StepKind::Query:
    case StepKind::Reply:
        // A reply may carry the request's own message, then it is not new.
        if (isNew) link(step.event, presentWork(step.sender, step.event));
        if (step.kind == StepKind::Command || step.kind == StepKind::Query)
            m_open.push_back({step.receiver, step.sender, step.event});
        if (step.kind == StepKind::Reply) finish(step);
        break;
    case StepKind::Deliver:
        m_causes.try_emplace(step.event);
        m_open.push_back({step.receiver, {}, step.event});
        break;
    case StepKind::Ack:
    case StepKind::Nack:
        m_causes.try_emplace(step.event);
        finish(step);
        break;
    case StepKind::DeadLetter: m_causes.try_emplace(step.event); break;
    }
    if (m_open.size() > maxOpen) m_open.erase(m_open.begin(), m_open.begin() + maxOpen / 2);
}

void Conversation::finish(const Step &step)
{
    const bool isReply = step.kind == StepKind::Reply;
    const auto done = std::find_if(m_open.rbegin(), m_open.rend(), [&](const Work &work) {
        if (work.worker != step.sender) return false;
        return isReply ? work.requester == step.receiver
                       : !work.requester.isValid() && work.event == step.event;
    });
    if (done != m_open.rend()) m_open.erase(std::next(done).base());
}

EventNumber Conversation::presentWork(ParticipantId worker, EventNumber except) const
{
    const auto found = std::find_if(m_open.rbegin(), m_open.rend(), [&](const Work &work) {
        return work.worker == worker && work.event != except;
    });
    return found == m_open.rend() ? EventNumber() : found->event;
}

void Conversation::link(EventNumber effect, EventNumber cause)
{
    m_causes[effect] = cause;
    if (cause.isValid()) m_effects[cause].push_back(effect);
}

} // namespace playhead
