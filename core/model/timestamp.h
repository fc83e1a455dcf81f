// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace playhead {

/// Nanoseconds since 1970-01-01T00:00:00 UTC, leap seconds not counted. Range: years 1678 to 2262.
using Timestamp = std::int64_t;

/// A length of time in nanoseconds.
using Duration = std::int64_t;

inline constexpr Duration nanosecondsPerSecond = 1'000'000'000;
inline constexpr Duration nanosecondsPerMillisecond = 1'000'000;

/// Reads an RFC 3339 time: `2019-11-06T11:08:00Z`, fraction of any length (digits past the ninth
/// are dropped), offset `Z`, `+hh:mm` or none (then UTC), `T`, `t` or a blank between date and
/// time. Empty for anything else, dates that do not exist and times out of range included.
[[nodiscard]] std::optional<Timestamp> parseTimestamp(std::string_view text);

/// `2019-11-06T11:08:00.000000001Z`: UTC, the fraction without trailing zeros, none where it is 0.
[[nodiscard]] std::string formatTimestamp(Timestamp time);

/// `11:08:00.123`: time of day in UTC with `fractionDigits` (0 to 9) digits, truncated.
[[nodiscard]] std::string formatTimeOfDay(Timestamp time, int fractionDigits = 3);

/// `850 ns`, `1.2 ms`, `3.4 s`, `2 min 5 s`, `1 h 3 min`: a duration for a person, with its sign.
[[nodiscard]] std::string formatDuration(Duration duration);

/// Reads `90s`, `1.5m`, `250ms`: a number that is not negative, and a unit (ns us ms s m min h d).
/// Empty for anything else and for what does not fit.
[[nodiscard]] std::optional<Duration> parseDuration(std::string_view text);

/// Now, from the system's real-time clock.
[[nodiscard]] Timestamp currentTime();

} // namespace playhead
