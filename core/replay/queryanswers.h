// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/standingindex.h"

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

namespace playhead {

/// A query of the log, its reply, and how old the read model was that answered it.
struct QueryAnswer
{
    Position query;
    Position reply; ///< none: the log has no reply
    ParticipantId asker;
    ParticipantId answerer;
    NameId type;    ///< the query's name
    NameId subject; ///< none: it is about nothing in particular
    EventNumber question;
    EventNumber answer;     ///< the message of the reply
    bool isRefused = false; ///< the reply says that there is no answer
    Duration took = 0;      ///< from query to reply, by the times of the log

    /// Whether the log shows what the answerer reads: it acknowledges events somewhere. What
    /// follows has a meaning then only, and where there is a reply.
    bool isReadModel = false;
    Position ack;   ///< by which it took the latest event that it answered from; none: it had none
    Position event; ///< the step that first shows that event
    std::uint64_t behind = 0; ///< events published to it by the reply that it had not acknowledged
    /// Of these, events of the query's subject: above 0, the answer is old. Counted among the last
    /// `QueryAnswer::reach` steps before the reply.
    std::uint64_t behindOfSubject = 0;

    static constexpr std::uint64_t reach = std::uint64_t(1) << 20U;

    bool operator==(const QueryAnswer &) const = default;
};

/// What is asked about.
struct QueryQuestion
{
    Position at;            ///< queries up to there; their replies may come later
    std::size_t most = 100; ///< the last ones
    std::size_t later = 0;  ///< and so many behind it, within `QueryAnswer::reach` steps
    NameId type = NameId(); ///< of that name only; none: all
};

/// The last queries up to a position and the next ones, in the order of the log. A reply belongs to
/// the query that RequestPairs says, if it comes within `QueryAnswer::reach` steps of the last of
/// them. Asked to stop, it answers less. Thread: as `standings`, which has to be up to date. Cost:
/// a scan of the column of kinds back to the first of them, 1 ns a step, and StandingIndex::at()
/// each.
[[nodiscard]] std::vector<QueryAnswer> queryAnswers(const StandingIndex &standings,
                                                    const QueryQuestion &question,
                                                    const std::stop_token &stop = {});

} // namespace playhead
