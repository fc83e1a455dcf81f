// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace playhead {

/// `users` of `/logs/users.edn.gz`: what a log without a source of its own comes from. `input` for
/// standard input.
[[nodiscard]] inline std::string fileStem(std::string_view path)
{
    if (path.empty() || path == "-") return "input";
    const auto name = path.substr(path.rfind('/') + 1); // npos + 1 is 0
    const auto stem = name.substr(0, name.find('.', 1));
    return std::string(stem.empty() ? name : stem);
}

} // namespace playhead
