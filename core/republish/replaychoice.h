// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/result.h"
#include "query/filter.h"

#include <cstdint>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace playhead {

/// What of a log a person wants to publish once more.
struct ReplayWish
{
    Filter filter;      ///< of publish steps; others never count
    Position first;     ///< none: from the beginning
    Position last;      ///< none: to the end
    bool again = false; ///< also what a replay or a bridge has published already
};

/// The publish steps of a log that a replay is about. A value.
struct ReplayChoice
{
    std::vector<std::uint32_t> positions; ///< in order
    std::uint64_t replayed = 0; ///< left out: a replay or a bridge had published them already
    std::uint64_t notes = 0;    ///< left out: what a source tells of itself, such as its gaps
    std::map<std::string, std::uint64_t> channels; ///< how many events go to each
    /// From the first to the last of them, by the log's times; never below 0.
    Duration length = 0;

    /// How long publishing takes at a speed (1: as recorded; 0: as fast as possible), without what
    /// the server takes.
    [[nodiscard]] Duration lengthAt(double speed) const;
};

/// Looks through the log for them. Fails where an event cannot be read. Ends early, with what was
/// found so far, when asked to stop. Any thread. Cost: one scan of the payloads, about 1 us an
/// event.
Result<ReplayChoice> chooseForReplay(const Log &log, const ReplayWish &wish,
                                     const std::stop_token &stop = {});

/// Reads `2`, `0.5`, `10x` and `max`: a speed as ReplayChoice::lengthAt() takes it. Fails, saying
/// how it is written.
Result<double> parseSpeed(std::string_view text);

} // namespace playhead
