// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/jsonnode.h"
#include "replay/queryanswers.h"

#include <QString>

#include <memory>
#include <stop_token>
#include <vector>

namespace playhead {

/// The index of one log, kept between answers so that steps are counted once. Used by one worker
/// at a time.
using StandingIndexPtr = std::shared_ptr<StandingIndex>;

/// The queries around a position of a log.
struct QueryList
{
    LogPtr log;
    QueryQuestion question;
    Position upTo;                 ///< the end of the log when asked
    std::vector<NameId> names;     ///< of all of them, in order of first appearance
    std::vector<QueryAnswer> rows; ///< those that were asked about, in the order of the log

    /// Says the same, whenever it was asked.
    [[nodiscard]] bool sameContent(const QueryList &other) const
    {
        return log == other.log && names == other.names && rows == other.rows;
    }
};

/// For worker threads. Cost: see queryAnswers().
[[nodiscard]] QueryList listQueries(const StandingIndexPtr &standings,
                                    const QueryQuestion &question, Position upTo,
                                    const std::stop_token &stop);

/// One query in full.
struct QueryDetail
{
    LogPtr log;
    QueryAnswer query;
    JsonTreePtr asked;
    JsonTreePtr answered; ///< null: there is no reply, or it has no data
    QString refusal;      ///< why there is no answer; empty: it says none
    QString error;        ///< what could not be read
    /// The state of the query's subject at the reply, as the merge projection makes it: as the
    /// answerer had it, with what is different in the log's eyes marked. Null: there is none, or
    /// nothing is known of what the answerer reads.
    JsonTreePtr states;
    bool areDifferent = false; ///< the two states
};

/// For worker threads. Cost: two events, and two folds of the subject's events.
[[nodiscard]] QueryDetail queryDetail(const LogPtr &log, const QueryAnswer &query,
                                      const std::stop_token &stop);

} // namespace playhead
