// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/sourcemistake.h"

namespace playhead {

TextPlace mistakenPlace(std::string_view url, std::string_view message)
{
    std::size_t from = 0;
    while (true) {
        const auto begin = message.find('\'', from);
        if (begin == std::string_view::npos) break;
        const auto end = message.find('\'', begin + 1);
        if (end == std::string_view::npos) break;
        const auto quoted = message.substr(begin + 1, end - begin - 1);
        from = end + 1;
        if (quoted.empty()) continue;
        if (url.starts_with(quoted)) return {0, quoted.size()};
        if (const auto place = url.rfind(quoted); place != std::string_view::npos)
            return {place, quoted.size()};
    }
    return {0, url.size()};
}

} // namespace playhead
