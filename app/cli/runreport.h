// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/logsummary.h"
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

/// Adds `steps`, `events`, `kinds` and `retries`.
void addCounts(Json &json, const LogSummary &summary);
/// `12 steps, 5 events, 1 retries, ...`
[[nodiscard]] std::string countsText(const LogSummary &summary);

[[nodiscard]] Json reportJson(const RunReport &report, const Log &log);
void printReport(const RunReport &report, const Log &log);

} // namespace playhead::cli
