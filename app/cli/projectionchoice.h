// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli.h"
#include "model/result.h"
#include "replay/projection.h"

#include <string>

namespace playhead::cli {

/// The projection that `--projection` names: a built-in one, one that a scenario brings, or a
/// script (a name that ends in `.js`, or of a file that is there). What the script logs goes to
/// standard error. `status` says which kind of failure it is: a script that does not compile is
/// wrong usage.
Result<ProjectionPtr> chooseProjection(const std::string &name, ExitStatus &status);

/// Tells on standard error of the events that a fold could not take in, and of what could not be
/// read from it. `projection`: as it was named.
void tellProblems(const FoldProblems &problems, const std::string &projection);

} // namespace playhead::cli
