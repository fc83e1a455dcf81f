// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bridge/bridgeroute.h"
#include "cli/options.h"
#include "scenarios/scenariorunner.h"

#include <vector>

namespace playhead::cli {

/// Runs a scenario that is tied to real systems, in real time, until its limits or until SIGINT or
/// SIGTERM. Returns an ExitStatus.
int runLive(const RunOptions &options, ScenarioRun run, const std::vector<BridgeRoute> &routes);

} // namespace playhead::cli
