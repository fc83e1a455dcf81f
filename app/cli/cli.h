// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace playhead::cli {

/// How a headless command ended, as the process's exit status.
enum ExitStatus : int {
    Done = 0,
    AnswerIsNo = 1, ///< nothing found, or the logs differ
    WrongUsage = 2,
    CannotRead = 3 ///< the input could not be read, or the source not reached
};

/// The names of the headless commands: `info`, `steps`, ...
[[nodiscard]] const std::vector<std::string> &commandNames();
[[nodiscard]] bool isCommand(std::string_view name);

/// Runs the headless command that argv[1] names. Needs no display and starts no Qt application, but
/// for `render`. Results go to standard output, messages to standard error. Returns an ExitStatus.
int runCommandLine(int argc, char **argv);

} // namespace playhead::cli
