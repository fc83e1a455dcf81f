// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace playhead {

// The JavaScript that runs in a realm before a script does: a function that takes the native
// functions and answers those of the driver. Made of the files in js/.

extern const std::string_view projectionRuntime;
extern const std::string_view handlerRuntime;

} // namespace playhead
