// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlpfields.h"

#include <array>
#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace playhead {
namespace {

using simdjson::ondemand::json_type;
using simdjson::ondemand::value;

/// An id of at most 16 bytes as two numbers, the first one the higher.
struct Wide
{
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    void shift(unsigned bits)
    {
        high = high << bits | low >> (64U - bits);
        low <<= bits;
    }
};

int hexDigit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

int base64Digit(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    if (c == '/' || c == '_') return 63;
    return -1;
}

bool readHex(std::string_view text, Wide &out)
{
    for (const char c : text) {
        const int digit = hexDigit(c);
        if (digit < 0) return false;
        out.shift(4);
        out.low |= static_cast<std::uint64_t>(digit);
    }
    return true;
}

/// `bytes` bytes (RFC 4648, both alphabets, padded or not).
bool readBase64(std::string_view text, std::size_t bytes, Wide &out)
{
    while (!text.empty() && text.back() == '=')
        text.remove_suffix(1);
    if (text.size() != (bytes * 8 + 5) / 6) return false;
    const auto lastBits = static_cast<unsigned>(bytes * 8 - (text.size() - 1) * 6);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int digit = base64Digit(text[i]);
        if (digit < 0) return false;
        const bool last = i + 1 == text.size();
        out.shift(last ? lastBits : 6);
        out.low |= static_cast<std::uint64_t>(digit) >> (last ? 6 - lastBits : 0);
    }
    return true;
}

/// An id of `bytes` bytes. The lengths of the two notations do not overlap.
bool readId(std::string_view text, std::size_t bytes, Wide &out)
{
    if (text.size() == bytes * 2) return readHex(text, out);
    if (readBase64(text, bytes, out)) return true;
    out = {};
    return text.size() < bytes * 2 && readHex(text, out);
}

} // namespace

bool readOtlpTraceId(value value, OtlpSpanId &id)
{
    std::string_view text;
    Wide wide;
    if (value.get_string().get(text) || !readId(text, 16, wide)) return false;
    id.traceHigh = wide.high;
    id.traceLow = wide.low;
    return true;
}

bool readOtlpSpanId(value value, std::uint64_t &id)
{
    std::string_view text;
    Wide wide;
    if (value.get_string().get(text) || !readId(text, 8, wide)) return false;
    id = wide.low;
    return true;
}

bool readOtlpTime(value value, Timestamp &time)
{
    json_type type{};
    if (value.type().get(type)) return false;
    std::uint64_t nanoseconds = 0;
    if (type == json_type::string) {
        std::string_view text;
        if (value.get_string().get(text)) return false;
        const auto *end = text.data() + text.size();
        const auto [stopped, error] = std::from_chars(text.data(), end, nanoseconds);
        if (error != std::errc() || stopped != end) return false;
    } else if (type == json_type::number) {
        simdjson::ondemand::number number;
        if (value.get_number().get(number)) return false;
        if (number.is_uint64()) {
            nanoseconds = number.get_uint64();
        } else if (number.is_int64() && number.get_int64() >= 0) {
            nanoseconds = static_cast<std::uint64_t>(number.get_int64());
        } else if (number.is_double() && number.get_double() >= 0 && number.get_double() < 9e18) {
            nanoseconds = static_cast<std::uint64_t>(number.get_double());
        } else {
            return false;
        }
    } else if (type == json_type::object) {
        std::int64_t low = 0;
        std::int64_t high = 0;
        if (value["low"].get_int64().get(low) || value["high"].get_int64().get(high)) return false;
        nanoseconds = static_cast<std::uint64_t>(high) << 32U
                      | (static_cast<std::uint64_t>(low) & 0xFFFFFFFFU);
    } else {
        return false;
    }
    if (nanoseconds > static_cast<std::uint64_t>(std::numeric_limits<Timestamp>::max()))
        return false;
    time = static_cast<Timestamp>(nanoseconds);
    return true;
}

OtlpKind readOtlpKind(value value)
{
    constexpr std::array<std::string_view, 6> names = {"UNSPECIFIED", "INTERNAL", "SERVER",
                                                       "CLIENT",      "PRODUCER", "CONSUMER"};
    std::int64_t number = 0;
    json_type type{};
    if (value.type().get(type)) return OtlpKind::Unspecified;
    if (type == json_type::number) {
        if (value.get_int64().get(number)) return OtlpKind::Unspecified;
    } else if (type == json_type::string) {
        std::string_view text = otlpText(value);
        if (text.starts_with("SPAN_KIND_")) text.remove_prefix(10);
        for (std::size_t i = 0; i < names.size(); ++i)
            if (names[i] == text) number = static_cast<std::int64_t>(i);
    }
    const bool known = number >= 0 && number <= 5;
    return known ? static_cast<OtlpKind>(number) : OtlpKind::Unspecified;
}

bool readOtlpErrorStatus(value value)
{
    json_type type{};
    if (value.type().get(type)) return false;
    if (type == json_type::string) {
        const auto text = otlpText(value);
        return text == "STATUS_CODE_ERROR" || text == "ERROR" || text == "2";
    }
    std::int64_t code = 0;
    return type == json_type::number && !value.get_int64().get(code) && code == 2;
}

std::string_view otlpText(value value)
{
    std::string_view text;
    return value.get_string().get(text) ? std::string_view() : text;
}

std::string_view otlpAnyText(value value)
{
    simdjson::ondemand::object any;
    if (value.get(any)) return {};
    for (auto field : any) {
        std::string_view key;
        simdjson::ondemand::value content;
        if (field.unescaped_key().get(key) || field.value().get(content)) return {};
        if (key == "stringValue" || key == "string_value") return otlpText(content);
        if (key != "intValue" && key != "int_value") continue;
        json_type type{};
        if (content.type().get(type)) return {};
        if (type == json_type::string) return otlpText(content);
        if (type != json_type::number) return {};
        auto token = content.raw_json_token();
        while (!token.empty()
               && (token.back() == ' ' || token.back() == '\n' || token.back() == '\r'
                   || token.back() == '\t'))
            token.remove_suffix(1);
        return token;
    }
    return {};
}

} // namespace playhead
