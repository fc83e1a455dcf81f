// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "replay/findings/finding.h"
#include "replay/findings/findinglimits.h"
#include "replay/projection.h"

#include <memory>
#include <stop_token>

namespace playhead {

/// Looks through a log for what is wrong with it, or worth knowing, while the log grows or once it
/// is loaded. Keep one a log: each advance() goes on where the last one ended, and findings() says
/// what was found up to there. In however many calls, the findings up to a position are the same.
///
/// What each kind means is told by the checks: DeliveryCheck, LagCheck, IdempotencyCheck,
/// SequenceCheck, SagaCheck, SkewCheck. Time is that of the log: what is not answered when a
/// recording ends is unacknowledged only when the log goes on for longer than the limit.
///
/// Cost: one pass over the columns, 25 to 35 ns a step; payloads are read only where a check says
/// so. Memory is bounded: what is in flight (see EventBook), and what was found.
///
/// One thread at a time, not always the same; the Findings that it gives are for any.
class FindingChecker
{
public:
    /// `projection`: folds the states by which idempotency is judged.
    explicit FindingChecker(LogPtr log, FindingLimits limits = {},
                            ProjectionPtr projection = mergeProjection());
    ~FindingChecker();
    FindingChecker(const FindingChecker &) = delete;
    FindingChecker &operator=(const FindingChecker &) = delete;

    /// Checks on, up to `upTo` or the watermark, whichever comes first. False when asked to stop
    /// before: the next call goes on from there. Looks at `stop` every few thousand steps.
    bool advance(Position upTo, const std::stop_token &stop = {});

    /// The last step that was looked at; none: no step yet.
    [[nodiscard]] Position checked() const;

    /// What was found up to checked(); what is still open is told as it stands there. Never null.
    /// Cost: a few milliseconds at most; grows with what is in flight.
    [[nodiscard]] FindingsPtr findings() const;

    [[nodiscard]] const FindingLimits &limits() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// Checks a whole log up to its watermark; null when asked to stop.
[[nodiscard]] FindingsPtr checkLog(LogPtr log, FindingLimits limits = {},
                                   ProjectionPtr projection = mergeProjection(),
                                   const std::stop_token &stop = {});

} // namespace playhead
