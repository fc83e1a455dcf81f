// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/otlparrivals.h"
#include "formats/otlpplan.h"
#include "model/participanttable.h"
#include "model/step.h"

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace playhead {

/// A span that is remembered, and what has been told of it.
struct OtlpHeldSpan
{
    struct Told
    {
        StepKind kind = StepKind::Publish;
        OtlpSpanId event;      ///< the span whose message it is
        bool replaced = false; ///< a span that says more about the same has arrived since
    };

    OtlpArrival arrival;
    EventPtr event;         ///< of its message, once a step has it
    std::vector<Told> told; ///< the steps that are in the log
};

/// Makes the steps of spans that arrive little by little: plans them with what is remembered of
/// theirs, as OtlpPlan does a whole file, and answers the steps that were not told before. Where
/// all spans of a trace come at once, they are the steps of the file reader.
///
/// What has been told stays: a producer that arrives after its consumer was told as receiving a
/// message of unknown origin is a publish of that message; a server that arrives after its client's
/// request was told adds nothing. One thread.
class OtlpLiveSteps
{
public:
    using Participants = std::function<ParticipantId(std::string_view name, Role role)>;

    /// `participants` is ParticipantTable::intern or the like.
    explicit OtlpLiveSteps(Participants participants) : m_participants(std::move(participants)) {}

    /// Sorted by time. Of spans that have arrived twice, the first counts. About 5 microseconds
    /// a span.
    [[nodiscard]] std::vector<TapStep> write(std::span<OtlpHeldSpan *const> held);

private:
    void rememberPeers(OtlpPlan &plan, const NameTable &names);

    Participants m_participants;
    std::set<std::string, std::less<>> m_peers; ///< so that they are named alike in all plans
};

} // namespace playhead
