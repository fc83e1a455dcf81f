// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/otlpattributes.h"
#include "formats/otlpplan.h"
#include "formats/otlpspanindex.h"
#include "formats/otlpspans.h"
#include "log/logsink.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace playhead {

/// Writes the steps of a plan into a sink, one by one, with their events; see writeOtlpSteps() for
/// what an event of a span is. An event is written with its first step. What it is made of must
/// outlive it.
class OtlpStepWriter
{
public:
    /// `text` is the input that the spans lie in.
    OtlpStepWriter(std::string_view text, const OtlpSpans &spans, const OtlpSpanIndex &index,
                   const OtlpPlan &plan, LogSink &sink);

    void write(const OtlpStep &step);

    /// The event of a span's message; none: not written.
    [[nodiscard]] EventNumber event(std::uint32_t span) const { return m_events[span]; }
    /// Says that the event of a span's message is in the log already, with this id.
    void setEvent(std::uint32_t span, EventNumber number, std::string id);

private:
    ParticipantId participant(NameId name, Role role);
    EventNumber eventOf(const OtlpStep &step);
    [[nodiscard]] std::string eventId(std::uint32_t span) const;
    /// The id of the message that was being handled when this span sent one; empty: none.
    [[nodiscard]] std::string cause(std::uint32_t span) const;

    std::string_view m_text;
    const OtlpSpans &m_spans;
    const OtlpSpanIndex &m_index;
    const OtlpPlan &m_plan;
    LogSink &m_sink;
    OtlpAttributes m_attributes;
    std::vector<EventNumber> m_events;                        // by span
    std::unordered_map<std::uint32_t, std::string> m_ids;     // by span, where it is another's
    std::vector<bool> m_isPeer;                               // by name
    std::array<std::vector<ParticipantId>, 3> m_participants; // by role and name
};

} // namespace playhead
