// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include <amqp.h>

namespace playhead {

/// The bytes that librabbitmq points to; valid as long as those.
[[nodiscard]] inline std::string_view textOf(amqp_bytes_t bytes)
{
    return bytes.len == 0 ? std::string_view()
                          : std::string_view(static_cast<const char *>(bytes.bytes), bytes.len);
}

/// A text for librabbitmq, which does not change it; valid as long as the text.
[[nodiscard]] inline amqp_bytes_t bytesOf(std::string_view text)
{
    return amqp_bytes_t{text.size(), const_cast<char *>(text.data())};
}

} // namespace playhead
