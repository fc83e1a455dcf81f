// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace playhead {

/// Base64 of RFC 4648, section 4, with padding.
[[nodiscard]] std::string base64Encoded(std::string_view bytes);

/// The bytes; padding may be missing. Empty for anything that is not base64.
[[nodiscard]] std::optional<std::string> base64Decoded(std::string_view text);

} // namespace playhead
