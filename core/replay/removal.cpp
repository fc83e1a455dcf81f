// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/removal.h"

namespace playhead {

bool saysRemoved(std::string_view type)
{
    for (const std::string_view small : {"deleted", "removed"}) {
        const auto large = small == "deleted" ? std::string_view("DELETED") : "REMOVED";
        if (type.size() < small.size()) continue;
        const auto before = type.substr(0, type.size() - small.size());
        const auto word = type.substr(before.size());
        if (word != large && word.substr(1) != small.substr(1)) continue;
        if (word.front() != small.front() && word.front() != large.front()) continue;
        const bool startsWord =
            before.empty() || std::string_view(".-_/: ").find(before.back()) != before.npos;
        if (startsWord || (word.front() == large.front() && word != large)) return true;
    }
    return false;
}

} // namespace playhead
