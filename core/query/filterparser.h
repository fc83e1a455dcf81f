// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/filternode.h"

#include <string_view>

namespace playhead {

/// Reads a filter; null for an empty one, which matches everything. Two conditions beside each
/// other must both hold, so that words can be searched for as they are typed.
tl::expected<FilterNodePtr, FilterError> parseFilter(std::string_view text);

} // namespace playhead
