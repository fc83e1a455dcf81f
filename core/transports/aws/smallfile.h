// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace playhead {

/// All of a small file, such as one of settings or of /proc; empty where it cannot be read.
[[nodiscard]] std::string textOfFile(const std::string &path);

} // namespace playhead
