// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/otlpspanindex.h"
#include "formats/otlpspans.h"
#include "model/timestamp.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace playhead {

/// When spans happened, with the clocks of services made to agree as far as messages prove that
/// they do not: what receives a message starts no earlier than what sent it, and what answers a
/// request lies within it where it fits. A span is shifted with its descendants in its service, so
/// that durations and the order within a service's part of a trace stay. Spans that contradict
/// nothing keep their times.
///
/// Cost: linear in spans and links; 16 bytes a span.
class OtlpTiming
{
public:
    /// Where it is asked to stop it ends early, and times are as recorded.
    OtlpTiming(const OtlpSpans &spans, const OtlpSpanIndex &index, const std::stop_token &stop);

    [[nodiscard]] Timestamp start(std::uint32_t span) const;
    /// Never before start(), which it is for spans whose end is not known.
    [[nodiscard]] Timestamp end(std::uint32_t span) const;
    /// How many causes (parents and links) lie above it: sorts what has the same time.
    [[nodiscard]] std::uint32_t depth(std::uint32_t span) const { return m_depths[span]; }

private:
    enum class State : std::uint8_t { New, Open, Done };

    void settle(std::uint32_t span);
    void compute(std::uint32_t span);
    void fitIntoRequest(std::uint32_t server, std::uint32_t client);
    /// Calls `visit(cause)` for the parent and each linked span that is known.
    template <class Visit> void forEachCause(std::uint32_t span, Visit visit) const;

    const OtlpSpans &m_spans;
    const OtlpSpanIndex &m_index;
    std::vector<Duration> m_shifts;
    std::vector<std::uint32_t> m_depths;
    std::vector<State> m_states;
    std::vector<std::uint32_t> m_stack;
};

} // namespace playhead
