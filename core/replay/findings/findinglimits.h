// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "model/timestamp.h"
#include "replay/json.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// From when on something is a finding. The names in setFindingLimit() and in JSON are those of the
/// members with hyphens: `events-behind`. All durations are in nanoseconds and not negative; all
/// are measured by the times of the log, never by the clock of whoever checks.
struct FindingLimits
{
    /// A delivery that is not answered for longer is unacknowledged.
    Duration unacknowledged = 5 * nanosecondsPerSecond;
    /// An event that is not delivered for longer is never delivered.
    Duration undelivered = 5 * nanosecondsPerSecond;
    /// A failed conversation, or a refused event, of which nothing more is heard for longer is
    /// over.
    Duration quiet = 30 * nanosecondsPerSecond;
    /// By so much an effect may precede its cause before clocks are said to disagree.
    Duration clockSkew = 1 * nanosecondsPerMillisecond;
    /// A consumer that answers queries lags when an event takes longer from publish to deliver, and
    /// an answer is old when an event of its subject takes longer from publish to acknowledgement.
    Duration readModelLag = 1 * nanosecondsPerSecond;
    /// The same for consumers that answer no queries.
    Duration consumerLag = 30 * nanosecondsPerSecond;
    /// Any consumer lags when so many events are published on the channel meanwhile.
    std::uint64_t eventsBehind = 1000;
    /// So many attempts without success are too many, even where they go on. At least 1.
    std::uint64_t attempts = 5;
    /// So many findings of a kind are listed; the others are counted.
    std::uint64_t listed = 1000;

    // A type says one of these where it has the word: `order.cancelled`, `OrderCancelled` and
    // `ORDER_CANCELLED` all say `cancelled`. Of several words (`rolled-back`) all must follow each
    // other. Lower case.
    /// Something did not work out.
    std::vector<std::string> failureWords = {
        "failed",  "failure", "declined", "rejected",  "refused",     "denied",   "expired",
        "aborted", "error",   "timeout",  "timed-out", "unavailable", "exceeded", "bounced"};
    /// Something that had been done was undone.
    std::vector<std::string> undoWords = {"cancelled",   "canceled", "released",    "refunded",
                                          "compensated", "reverted", "rolled-back", "recalled",
                                          "reversed",    "voided",   "undone",      "withdrawn",
                                          "restocked",   "rollback", "compensation"};
    /// The conversation came to its end as it should.
    std::vector<std::string> doneWords = {"completed", "succeeded", "confirmed",
                                          "fulfilled", "finished",  "delivered",
                                          "shipped",   "settled",   "done"};

    bool operator==(const FindingLimits &) const = default;
};

/// The names of all limits, in the order of the members.
[[nodiscard]] std::vector<std::string_view> findingLimitNames();

/// Sets one limit from text: a duration (`10s`, `250ms`), a number, or words with commas between.
/// Fails for a name or value that is not known, saying which there are.
[[nodiscard]] Result<void> setFindingLimit(FindingLimits &limits, std::string_view name,
                                           std::string_view value);

/// An object with every limit: durations as text that setFindingLimit() reads, numbers, and arrays
/// of words.
[[nodiscard]] Json findingLimitsToJson(const FindingLimits &limits);

/// What findingLimitsToJson() wrote. Limits that are left out stay as they are by default; unknown
/// names fail.
[[nodiscard]] Result<FindingLimits> findingLimitsFromJson(const Json &json);

} // namespace playhead
