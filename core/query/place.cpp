// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/place.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr Duration day = 86400 * nanosecondsPerSecond;

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

/// A number that is the whole text.
std::optional<double> wholeNumber(std::string_view text)
{
    double value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::optional<std::uint64_t> positionNumber(std::string_view text)
{
    if (text.starts_with('#')) text.remove_prefix(1);
    std::string digits;
    for (const char c : text) {
        if (c == ' ' || c == '_') continue; // groups of thousands
        if (c < '0' || c > '9') return std::nullopt;
        digits += c;
    }
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc()) return std::nullopt;
    return value;
}

std::optional<Duration> offset(std::string_view text)
{
    if (text.size() < 3 || (text.front() != '-' && text.front() != '+')) return std::nullopt;
    const auto duration = parseDuration(text.substr(1));
    if (!duration) return std::nullopt;
    return text.front() == '-' ? -*duration : *duration;
}

/// Nanoseconds since midnight of `12:04`, `12:04:31` or `12:04:31.9`.
std::optional<Duration> timeOfDay(std::string_view text)
{
    std::string full = "1970-01-01T" + std::string(text);
    if (std::count(text.begin(), text.end(), ':') == 1) full += ":00";
    return parseTimestamp(full);
}

/// The last step whose time is not after `time`; the first where all are after it.
Position lastNotAfter(const Log &log, Timestamp time)
{
    const auto end = log.watermark();
    if (time >= log.index().maxTime()) return end;
    return advanced(log.index().firstNotBefore(time + 1), -1);
}

Timestamp clampedSum(Timestamp time, Duration duration)
{
    Timestamp sum = 0;
    if (!__builtin_add_overflow(time, duration, &sum)) return sum;
    return duration < 0 ? INT64_MIN : INT64_MAX - 1;
}

} // namespace

Result<Position> parsePlace(const Log &log, std::string_view text, Position from)
{
    text = trimmed(text);
    const auto end = log.watermark();
    if (!end.isValid()) return failure("The log is empty: there is no position to go to.");
    if (text == "first") return Position(1);
    if (text == "last") return end;
    if (const auto number = positionNumber(text)) {
        if (*number >= 1 && *number <= end.value()) return Position(*number);
        return failure(
            fmt::format("There is no position {}: this log has 1 to {}.", *number, end.value()));
    }
    if (text.ends_with('%')) {
        if (const auto share = wholeNumber(trimmed(text.substr(0, text.size() - 1)))) {
            const auto part = std::clamp(*share / 100, 0.0, 1.0);
            const auto at = std::llround(part * static_cast<double>(end.value()));
            return std::clamp(advanced(Position(), at), Position(1), end);
        }
    }
    if (const auto distance = offset(text)) {
        const auto start = from.isValid() ? std::min(from, end) : end;
        return lastNotAfter(log, clampedSum(log.index().timeAt(start), *distance));
    }
    if (const auto time = parseTimestamp(text)) return lastNotAfter(log, *time);
    if (const auto clock = timeOfDay(text)) {
        const auto first = log.index().minTime();
        const auto midnight = first - ((first % day) + day) % day;
        auto time = midnight + *clock;
        if (time < first && clampedSum(time, day) <= log.index().maxTime()) time += day;
        return lastNotAfter(log, time);
    }
    return failure(
        fmt::format("'{}' is neither a position nor a time. Write a position (8412, first, "
                    "last, 50%), a time (2026-11-23T12:04:31Z, 12:04:31.9) or an offset "
                    "(-30s).",
                    text));
}

} // namespace playhead
