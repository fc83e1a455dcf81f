// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/jsontext.h"

#include <array>
#include <functional>

namespace playhead {
namespace {

/// Length of the well-formed UTF-8 sequence that starts at `at`; 0 if there is none.
std::size_t sequenceLength(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto lead = byte(at);
    std::size_t length = 0;
    if (lead < 0x80)
        return 1;
    else if (lead >= 0xc2 && lead < 0xe0)
        length = 2;
    else if (lead >= 0xe0 && lead < 0xf0)
        length = 3;
    else if (lead >= 0xf0 && lead < 0xf5)
        length = 4;
    if (length == 0 || at + length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(at + i) & 0xc0U) != 0x80U) return 0;
    const auto second = byte(at + 1);
    const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool surrogate = lead == 0xed && second > 0x9f;
    const bool tooLarge = lead == 0xf4 && second > 0x8f;
    return overlong || surrogate || tooLarge ? 0 : length;
}

void appendEscaped(std::string &out, char c)
{
    static constexpr std::array hex = {'0', '1', '2', '3', '4', '5', '6', '7',
                                       '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    switch (c) {
    case '"': out += "\\\""; break;
    case '\\': out += "\\\\"; break;
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    case '\t': out += "\\t"; break;
    default:
        out += "\\u00";
        out += hex[static_cast<unsigned char>(c) >> 4U];
        out += hex[static_cast<unsigned char>(c) & 15U];
    }
}

} // namespace

simdjson::padded_string_view PaddedJson::view(std::string_view text, std::string_view part)
{
    const auto *const end = part.data() + part.size();
    const bool inside = std::less_equal<>()(text.data(), part.data())
                        && std::less_equal<>()(end, text.data() + text.size());
    const auto after = inside ? static_cast<std::size_t>(text.data() + text.size() - end) : 0;
    if (after >= simdjson::SIMDJSON_PADDING)
        return simdjson::padded_string_view(part.data(), part.size(),
                                            part.size() + simdjson::SIMDJSON_PADDING);
    m_copy.reserve(part.size() + simdjson::SIMDJSON_PADDING);
    m_copy.assign(part);
    return simdjson::padded_string_view(m_copy.data(), part.size(), m_copy.capacity());
}

void appendJsonString(std::string &out, std::string_view text)
{
    out += '"';
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            if (byte < 0x20 || c == '"' || c == '\\')
                appendEscaped(out, c);
            else
                out += c;
            ++at;
            continue;
        }
        const auto length = sequenceLength(text, at);
        if (length == 0)
            out += "\xef\xbf\xbd";
        else
            out.append(text, at, length);
        at += length == 0 ? 1 : length;
    }
    out += '"';
}

std::string_view trimmedJson(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

} // namespace playhead
