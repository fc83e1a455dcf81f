// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlptiming.h"

#include <algorithm>
#include <limits>

namespace playhead {
namespace {

/// Times come from outside: sums stop at the ends of the range.
std::int64_t sum(std::int64_t a, std::int64_t b)
{
    std::int64_t out = 0;
    if (!__builtin_add_overflow(a, b, &out)) return out;
    return a < 0 ? std::numeric_limits<std::int64_t>::min()
                 : std::numeric_limits<std::int64_t>::max();
}

Duration length(const OtlpSpan &span)
{
    return span.end > span.start ? span.end - span.start : 0;
}

} // namespace

OtlpTiming::OtlpTiming(const OtlpSpans &spans, const OtlpSpanIndex &index,
                       const std::stop_token &stop)
    : m_spans(spans),
      m_index(index),
      m_shifts(spans.spans.size()),
      m_depths(spans.spans.size()),
      m_states(spans.spans.size())
{
    for (std::uint32_t i = 0; i < spans.spans.size(); ++i) {
        if (i % 4096 == 0 && stop.stop_requested()) return;
        settle(i);
    }
}

Timestamp OtlpTiming::start(std::uint32_t span) const
{
    return sum(m_spans.spans[span].start, m_shifts[span]);
}

Timestamp OtlpTiming::end(std::uint32_t span) const
{
    return sum(start(span), length(m_spans.spans[span]));
}

template <class Visit> void OtlpTiming::forEachCause(std::uint32_t span, Visit visit) const
{
    const auto parent = m_index.parent(span);
    if (parent != OtlpSpanIndex::none) visit(parent);
    const auto &links = m_spans.spans[span];
    for (std::uint32_t i = 0; i < links.linkCount; ++i) {
        const auto linked = m_index.find(m_spans.links[links.firstLink + i]);
        if (linked != OtlpSpanIndex::none) visit(linked);
    }
}

/// Computes a span after all its causes. Circles, which only broken input has, are cut where the
/// walk comes back to a span that is not done.
void OtlpTiming::settle(std::uint32_t span)
{
    m_stack.push_back(span);
    while (!m_stack.empty()) {
        const auto top = m_stack.back();
        if (m_states[top] == State::New) {
            m_states[top] = State::Open;
            forEachCause(top, [this](std::uint32_t cause) {
                if (m_states[cause] == State::New) m_stack.push_back(cause);
            });
            continue;
        }
        m_stack.pop_back();
        if (m_states[top] == State::Done) continue;
        compute(top);
        m_states[top] = State::Done;
    }
}

void OtlpTiming::compute(std::uint32_t span)
{
    const auto &self = m_spans.spans[span];
    const auto parent = m_index.parent(span);
    const bool knownParent = parent != OtlpSpanIndex::none && m_states[parent] == State::Done;
    const bool receives = self.kind == OtlpKind::Consumer && !self.receivesOnly;
    if (knownParent && m_spans.service(self) == m_spans.service(m_spans.spans[parent]))
        m_shifts[span] = m_shifts[parent];
    if (knownParent && self.kind == OtlpKind::Server) fitIntoRequest(span, parent);
    forEachCause(span, [&](std::uint32_t cause) {
        if (m_states[cause] != State::Done) return;
        m_depths[span] = std::max(m_depths[span], m_depths[cause] + 1);
        const auto late = sum(start(cause), -start(span));
        if (receives && m_spans.spans[cause].kind == OtlpKind::Producer && late > 0)
            m_shifts[span] = sum(m_shifts[span], late);
    });
}

void OtlpTiming::fitIntoRequest(std::uint32_t server, std::uint32_t client)
{
    const auto spare = length(m_spans.spans[client]) - length(m_spans.spans[server]);
    const bool fits = spare >= 0 && m_spans.spans[client].end > 0;
    const bool early = start(server) < start(client);
    const bool late =
        fits && m_spans.spans[client].kind == OtlpKind::Client && end(server) > end(client);
    if (!early && !late) return;
    const auto wanted = sum(start(client), fits ? spare / 2 : 0);
    m_shifts[server] = sum(m_shifts[server], sum(wanted, -start(server)));
}

} // namespace playhead
