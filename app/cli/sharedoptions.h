// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/options.h"

namespace CLI {
class App;
}

namespace playhead::cli {

// What several commands take; the options must outlive the command.

/// How a log is read; `format` names the option for its format.
void addReading(CLI::App &command, InputOptions &input, const char *format = "--from-format");
/// Which log, and how it is read.
void addInput(CLI::App &command, InputOptions &input);
/// Which state is meant.
void addStateOptions(CLI::App &command, StateOptions &state);
/// The same for showing a state, not for asking why or when.
void addShownStateOptions(CLI::App &command, StateOptions &state);

} // namespace playhead::cli
