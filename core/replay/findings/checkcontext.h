// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "replay/findings/eventbook.h"
#include "replay/findings/findinglimits.h"
#include "replay/findings/findinglist.h"
#include "replay/findings/routes.h"
#include "replay/projection.h"

#include <utility>
#include <vector>

namespace playhead {

/// What the checks of one log share: the log, the limits, what is in flight, and what was found.
/// One thread.
struct CheckContext
{
    struct Participant
    {
        std::uint32_t published = 0; ///< events published on it
        bool answers = false;        ///< sends or receives acks and nacks, as far as the log shows
        bool answersQueries = false; ///< is a read model
        bool takesDeadLetters = false; ///< is where dead letters go
        std::uint32_t open = 0;        ///< deliveries to it that are not answered
        std::uint64_t changes = 0;     ///< occasions on which its state may have changed
    };

    CheckContext(LogPtr checked, FindingLimits given, ProjectionPtr used)
        : log(std::move(checked)),
          limits(std::move(given)),
          projection(std::move(used)),
          found(limits.listed)
    {}

    Participant &of(ParticipantId id) { return at(id.value()); }
    Participant &at(std::uint16_t id)
    {
        if (id >= participants.size()) participants.resize(id + 1U);
        return participants[id];
    }
    [[nodiscard]] Participant at(std::uint16_t id) const
    {
        return id < participants.size() ? participants[id] : Participant();
    }
    [[nodiscard]] Duration lagLimit(std::uint16_t consumer) const
    {
        return at(consumer).answersQueries ? limits.readModelLag : limits.consumerLag;
    }

    LogPtr log;
    FindingLimits limits;
    ProjectionPtr projection;
    FindingList found;
    EventBook book;
    Routes routes;
    std::vector<Participant> participants; ///< by ParticipantId
    Timestamp now = 0;                     ///< the latest time so far
    std::uint64_t last = 0;                ///< the position up to which all is checked
    bool sawDelivery = false;
    std::uint64_t unreadable = 0;
};

/// A finding about an event's step.
[[nodiscard]] inline Finding findingAt(FindingKind kind, Severity severity, const Step &step)
{
    Finding finding;
    finding.kind = kind;
    finding.severity = severity;
    finding.type = step.type;
    finding.subject = step.subject;
    finding.correlation = step.correlation;
    return finding;
}

} // namespace playhead
