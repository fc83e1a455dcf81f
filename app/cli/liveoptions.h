// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/options.h"

namespace CLI {
class App;
}

namespace playhead::cli {

// What the commands about live systems take; the options must outlive the command.

void addRecordOptions(CLI::App &command, RecordOptions &record);
void addReplayOptions(CLI::App &command, ReplayOptions &replay);

} // namespace playhead::cli
