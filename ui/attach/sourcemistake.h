// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace playhead {

/// A part of a text, in bytes of UTF-8.
struct TextPlace
{
    std::size_t offset = 0;
    std::size_t length = 0;

    bool operator==(const TextPlace &) const = default;
};

/// The part of a URL that a message about it is about: the first text that the message quotes
/// ('...') and the URL has; otherwise all of it. A text that stands in several places is taken for
/// the scheme, else for the last of them: options and their values stand at the end.
[[nodiscard]] TextPlace mistakenPlace(std::string_view url, std::string_view message);

} // namespace playhead
