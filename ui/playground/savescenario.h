// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "scenarios/livescenario.h"

#include <QString>

#include <string>
#include <utility>
#include <vector>

namespace playhead {

/// Writes a running scenario as a file that runs it anew: base, seed, the knobs that were turned,
/// the consumers as they were set by hand, and the scripts. The file's name is the scenario's.
/// Waits for the scenario's thread, a few milliseconds.
Result<void> saveScenario(const QString &path, const LiveScenario &scenario,
                          const std::vector<std::pair<std::string, std::string>> &scripts);

} // namespace playhead
