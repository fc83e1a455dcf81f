// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/base64.h"

#include <array>
#include <cstdint>

namespace playhead {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> makeValues()
{
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    return values;
}

constexpr auto values = makeValues();

} // namespace

std::string base64Encoded(std::string_view bytes)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto byte = [&](std::size_t i) -> std::uint32_t {
            return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U;
        };
        const auto word = byte(0) << 16U | byte(1) << 8U | byte(2);
        text += alphabet[word >> 18U];
        text += alphabet[word >> 12U & 63U];
        text += at + 1 < bytes.size() ? alphabet[word >> 6U & 63U] : '=';
        text += at + 2 < bytes.size() ? alphabet[word & 63U] : '=';
    }
    return text;
}

std::optional<std::string> base64Decoded(std::string_view text)
{
    for (int i = 0; i < 2 && text.ends_with('='); ++i)
        text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t word = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const auto value = values[static_cast<unsigned char>(c)];
        if (value < 0) return std::nullopt;
        word = word << 6U | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(word >> bits & 0xffU);
    }
    return bytes;
}

} // namespace playhead
