// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"

#include <cstddef>
#include <stop_token>
#include <unordered_map>
#include <vector>

namespace playhead {

/// Who probably caused whom among the events (and messages of commands, queries and replies) of one
/// correlation, told from the order of its steps alone. What a participant sends while it works on
/// something, between a delivery and its answer or between a command or query and its reply, is
/// caused by that; where it works on several things, by what reached it last.
///
/// Immutable once made; any thread. Cost: a scan of the correlation column, about 0.3 ns a step of
/// the log, and about 50 ns a step of the conversation.
class Conversation
{
public:
    /// Empty for no correlation, and incomplete when asked to stop.
    Conversation(const Log &log, NameId correlation, const std::stop_token &stop = {});

    /// None: nothing is known, or nothing caused it.
    [[nodiscard]] EventNumber causeOf(EventNumber event) const;
    /// In the order in which the log first shows them.
    [[nodiscard]] const std::vector<EventNumber> &effectsOf(EventNumber event) const;

private:
    struct Work
    {
        ParticipantId worker;
        ParticipantId requester; ///< none: a delivery
        EventNumber event;
    };

    void take(const Step &step);
    void finish(const Step &step);
    [[nodiscard]] EventNumber presentWork(ParticipantId worker, EventNumber except) const;
    void link(EventNumber effect, EventNumber cause);

    std::vector<Work> m_open;                              // the latest last
    std::unordered_map<EventNumber, EventNumber> m_causes; // all events met; none: no cause
    std::unordered_map<EventNumber, std::vector<EventNumber>> m_effects;
};

} // namespace playhead
