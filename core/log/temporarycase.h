// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"

#include <string>

namespace playhead {

/// A path in the folder for temporary files (TMPDIR, else /tmp) that no file has: for the working
/// copy of a log that is no case, and for a recording that was not saved yet. Unique among
/// processes. Fails, saying what to do, where that folder is not there or cannot be written.
[[nodiscard]] Result<std::string> temporaryCasePath();

} // namespace playhead
