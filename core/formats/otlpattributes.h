// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/jsontext.h"

#include <string>
#include <string_view>

#include <simdjson.h>

namespace playhead {

/// Writes OTLP attributes (`[{"key": ..., "value": {"stringValue": ...}}]`) as one JSON object:
/// strings, 64-bit integers, numbers, booleans, arrays and nested lists as such; bytes as their
/// base64 text; numbers that JSON cannot say (`NaN`) as strings. An attribute that cannot be read
/// is left out, as is what is nested deeper than 32 levels.
class OtlpAttributes
{
public:
    /// The object's text; empty where there are no attributes. Valid until the next call.
    std::string_view toJson(std::string_view text, std::string_view attributes);

private:
    simdjson::ondemand::parser m_parser;
    PaddedJson m_padded;
    std::string m_json;
};

} // namespace playhead
