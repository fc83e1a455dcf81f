// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Before Json: DataEncoding::Json would be warned about as shadowing it.
#include "model/event.h"

#include <nlohmann/json.hpp>

namespace playhead {

/// State and small documents as a tree. Objects keep their keys sorted, so that equal states print
/// equally. Too slow for reading logs; readers use simdjson.
using Json = nlohmann::json;

} // namespace playhead
