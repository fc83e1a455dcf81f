// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/json.h"

#include <cstdint>
#include <string>
#include <vector>

namespace playhead {

/// What differs between two values, as a tree for people. For programs there is stateDifference(),
/// a JSON Patch.
struct DifferenceNode
{
    enum class Kind {
        Added,   ///< only in the second
        Removed, ///< only in the first
        Changed, ///< another value
        Inside   ///< the same object or array, with differences in it
    };

    std::string name; ///< of the member, or the index; empty for the states themselves
    Kind kind = Kind::Changed;
    Json before;                        ///< null for Added and Inside
    Json after;                         ///< null for Removed and Inside
    std::vector<DifferenceNode> inside; ///< by name; elements by index, not moved ones

    bool operator==(const DifferenceNode &) const = default;
};

/// The differences between two states; none where they are equal: then the root is Inside and
/// empty. A null state is one that is not there. Cost: linear in both.
[[nodiscard]] DifferenceNode differenceTree(const Json &before, const Json &after);

} // namespace playhead
