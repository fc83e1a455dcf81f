// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli.h"
#include "model/ids.h"
#include "model/result.h"
#include "query/filter.h"
#include "replay/json.h"

#include <string>
#include <string_view>

namespace playhead::cli {

/// Prints `playhead: <message>` to standard error; answers `status`.
int complain(const Error &error, ExitStatus status);

/// What is wrong with an expression, with a mark below the place. `what` begins the sentence.
[[nodiscard]] Error markedError(std::string_view what, std::string_view expression,
                                const FilterError &error);

/// A line of a script's log, on standard error; an invalid position: while it was loaded.
void tellLog(const std::string &path, Position position, std::string_view text);

/// JSON text for people and programs: on one line (`{"a": 1, "b": [2, 3]}`) where that is short,
/// else indented by two. Bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string jsonText(const Json &value);

/// Prints jsonText() and a line end to standard output.
void printJson(const Json &value);

} // namespace playhead::cli
