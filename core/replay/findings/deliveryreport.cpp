// SPDX-License-Identifier: GPL-3.0-or-later
// What DeliveryCheck has to say about what is still in flight.
#include "replay/findings/deliverycheck.h"

#include <algorithm>
#include <utility>

namespace playhead {

Step DeliveryCheck::stepOf(const Handling &handling) const
{
    return m_context.log->at(
        Position(handling.lastDeliver != 0 ? handling.lastDeliver : handling.answer));
}

Finding DeliveryCheck::unacknowledged(const Handling &handling, const Step &about,
                                      Timestamp end) const
{
    auto finding = findingAt(FindingKind::Unacknowledged, Severity::Warning, about);
    finding.participants = {ParticipantId(handling.consumer), ParticipantId(handling.channel)};
    finding.add(Position(handling.lastDeliver));
    finding.duration = end - handling.delivered;
    finding.count = handling.attempts;
    return finding;
}

Finding DeliveryCheck::retriesFailed(const Handling &handling, const Step &about) const
{
    auto finding = findingAt(FindingKind::RetriesFailed, Severity::Error, about);
    finding.participants = {ParticipantId(handling.consumer), ParticipantId(handling.channel)};
    finding.add(Position(handling.firstDeliver));
    if (handling.lastDeliver != handling.firstDeliver) finding.add(Position(handling.lastDeliver));
    if (handling.answer > handling.lastDeliver) finding.add(Position(handling.answer));
    finding.count = handling.attempts;
    return finding;
}

void DeliveryCheck::reportHandlings(FindingList &found) const
{
    const auto &limits = m_context.limits;
    std::vector<std::pair<std::uint64_t, Handling>> open;
    std::vector<std::pair<std::uint64_t, Handling>> refused;
    m_context.book.forEach([&](const EventState &state) {
        m_context.book.forEachHandling(state, [&](const Handling &handling) {
            if (handling.is(Handling::Dead) || handling.is(Handling::Acked)) return;
            if (handling.is(Handling::Open)) {
                if (m_context.now - handling.delivered > limits.unacknowledged
                    && showsAnswers(handling))
                    open.emplace_back(handling.lastDeliver, handling);
            }
            const bool isOver =
                handling.is(Handling::Nacked) && m_context.now - handling.answered > limits.quiet;
            if (isOver || (handling.attempts >= limits.attempts && handling.attempts > 1))
                refused.emplace_back(
                    handling.firstDeliver != 0 ? handling.firstDeliver : handling.answer, handling);
        });
    });
    found.addEach(FindingKind::Unacknowledged, std::move(open), [&](const Handling &handling) {
        auto finding = unacknowledged(handling, stepOf(handling), m_context.now);
        finding.total = 1; // still open
        return finding;
    });
    found.addEach(FindingKind::RetriesFailed, std::move(refused), [&](const Handling &handling) {
        auto finding = retriesFailed(handling, stepOf(handling));
        const auto first = handling.firstDeliver != 0 ? handling.firstDeliver : handling.answer;
        const auto last = std::max(handling.delivered, handling.answered);
        finding.duration = last - m_context.log->index().timeAt(Position(first));
        finding.total = 1; // not given up
        return finding;
    });
}

void DeliveryCheck::reportUndelivered(FindingList &found) const
{
    if (!m_context.sawDelivery) return;
    struct Missing
    {
        std::uint64_t young = 0;
        std::vector<std::uint32_t> positions;
    };
    std::vector<Missing> missing(m_context.routes.end());
    m_context.book.forEach([&](const EventState &state) {
        if (state.publish == 0 || state.handlings != 0) return;
        auto &entry = missing[state.route];
        if (m_context.now - state.publishTime <= m_context.limits.undelivered)
            ++entry.young;
        else
            entry.positions.push_back(state.publish);
    });
    const auto &log = *m_context.log;
    for (std::uint32_t index = 1; index < m_context.routes.end(); ++index) {
        const auto &route = m_context.routes[index];
        auto &entry = missing[index];
        const auto known = route.reached + entry.young;
        if (route.published <= known) continue;
        // Without any delivery, the first may have left the book long ago.
        if (route.reached == 0) entry.positions.push_back(route.firstPublish);
        std::ranges::sort(entry.positions);
        if (entry.positions.empty()) continue;
        const auto first = log.at(Position(entry.positions.front()));
        if (m_context.now - first.time <= m_context.limits.undelivered) continue;
        auto finding = findingAt(FindingKind::NeverDelivered,
                                 route.reached == 0 ? Severity::Note : Severity::Warning, first);
        finding.times = route.published - known;
        finding.total = route.published;
        finding.count = route.reached;
        if (finding.times > 1) finding.subject = {};
        if (finding.times > 1) finding.correlation = {};
        finding.participants = {first.receiver, first.sender};
        finding.duration = m_context.now - first.time;
        const auto end = std::unique(entry.positions.begin(), entry.positions.end());
        for (auto position = entry.positions.begin(); position != end; ++position)
            finding.add(Position(*position));
        found.add(std::move(finding));
    }
}

void DeliveryCheck::report(FindingList &found) const
{
    reportHandlings(found);
    reportUndelivered(found);
    m_lag.report(found);
    m_idempotency.report(found);
    m_sequences.report(found);
}

} // namespace playhead
