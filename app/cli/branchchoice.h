// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/result.h"
#include "replay/branch.h"

#include <string>

namespace playhead::cli {

/// The branch that `--branch` names: a file (one that is there, or a name that ends in `.json`), or
/// one that the log keeps, where `path` is a case. Null for an empty name. Fails where there is
/// none, and where it does not fit the log.
Result<BranchPtr> chooseBranch(const Log &log, const std::string &path, const std::string &name);

} // namespace playhead::cli
