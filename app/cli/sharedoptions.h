// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/options.h"
#include "model/result.h"
#include "model/timestamp.h"

namespace CLI {
class App;
}

namespace playhead::cli {

// What several commands take; the options must outlive the command.

/// A length of time that a person wrote; fails, saying how it is written, and for none at all.
Result<Duration> readDuration(const std::string &text);

/// How a log is read; `format` names the option for its format.
void addReading(CLI::App &command, InputOptions &input, const char *format = "--from-format");
/// Which log, and how it is read.
void addInput(CLI::App &command, InputOptions &input);
/// Which state is meant.
void addStateOptions(CLI::App &command, StateOptions &state);
/// The same for showing a state, not for asking why or when.
void addShownStateOptions(CLI::App &command, StateOptions &state);

} // namespace playhead::cli
