// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli.h"
#include "model/result.h"
#include "replay/json.h"

#include <string>

namespace playhead::cli {

/// Prints `playhead: <message>` to standard error; answers `status`.
int complain(const Error &error, ExitStatus status);

/// JSON text for people and programs: on one line (`{"a": 1, "b": [2, 3]}`) where that is short,
/// else indented by two. Bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string jsonText(const Json &value);

/// Prints jsonText() and a line end to standard output.
void printJson(const Json &value);

} // namespace playhead::cli
