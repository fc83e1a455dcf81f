// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "replay/json.h"

#include <cstdint>
#include <string>

namespace playhead::cli {

/// What `run` says at the end, besides what the log itself tells.
struct RunReport
{
    std::string scenario;
    std::uint64_t seed = 1;
    Duration scenarioTime = 0;
    std::string output; ///< the case with the log; empty: it is not kept
};

[[nodiscard]] Json reportJson(const RunReport &report, const Log &log);
void printReport(const RunReport &report, const Log &log);

} // namespace playhead::cli
