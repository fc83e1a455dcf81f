// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/options.h"
#include "log/log.h"
#include "log/logsink.h"
#include "model/result.h"

namespace playhead::cli {

/// Opens a case, or reads a log of another format into a working copy that goes away with the log.
/// Shows progress on standard error where that is a terminal.
Result<LogPtr> openLog(const InputOptions &input);

/// Reads a log that is not a case into a sink; answers the format's name. Shows progress like
/// openLog().
Result<std::string> readInto(const InputOptions &input, LogSink &sink);

/// The mapping file's text; empty where none is named.
Result<std::string> readMapping(const InputOptions &input);

} // namespace playhead::cli
