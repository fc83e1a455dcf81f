// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answers/foldsource.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "model/result.h"

namespace playhead::cli {

/// Opens the log, and finds the projection and the observer that the options name. Fails with a
/// message that the caller prints; `status` says which kind of failure it is.
Result<StateQuestion> prepareQuestion(const StateOptions &options, ExitStatus &status);

/// The same for a question about one state: `--subject` picks it where the projection has several,
/// and must be left out where there is only one.
Result<StateQuestion> prepareOneState(const StateOptions &options, ExitStatus &status);

/// The same for a question about one state or all: `--subject` may be left out.
Result<StateQuestion> prepareStates(const StateOptions &options, ExitStatus &status);

} // namespace playhead::cli
