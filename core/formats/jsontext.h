// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include <simdjson.h>

namespace playhead {

/// Part of a text, ready for simdjson, which reads up to SIMDJSON_PADDING bytes past the end: in
/// place where the text goes on long enough, else copied. Valid until the next call and as long as
/// the text.
class PaddedJson
{
public:
    /// `part` must lie in `text`.
    simdjson::padded_string_view view(std::string_view text, std::string_view part);

private:
    std::string m_copy;
};

/// Appends text as a JSON string, quoted and escaped. Bytes that are not UTF-8 become U+FFFD.
void appendJsonString(std::string &out, std::string_view text);

/// The text without blanks at both ends.
[[nodiscard]] std::string_view trimmedJson(std::string_view text);

} // namespace playhead
