// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/timestamp.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::array<Duration, 10> powersOfTen = {1,      10,      100,      1000,      10000,
                                                  100000, 1000000, 10000000, 100000000, 1000000000};

class Scanner
{
public:
    explicit Scanner(std::string_view text) : m_text(text) {}

    bool atEnd() const { return m_at == m_text.size(); }

    bool literal(std::string_view anyOf)
    {
        if (atEnd() || anyOf.find(m_text[m_at]) == std::string_view::npos) return false;
        ++m_at;
        return true;
    }

    std::optional<int> number(int digits)
    {
        int value = 0;
        for (int i = 0; i < digits; ++i) {
            const auto next = digit();
            if (!next) return std::nullopt;
            value = value * 10 + *next;
        }
        return value;
    }

    /// The digits after the decimal mark as nanoseconds; at least one must be there.
    std::optional<Duration> fraction()
    {
        Duration value = 0;
        int digits = 0;
        while (const auto next = digit()) {
            if (digits < 9) value = value * 10 + *next;
            ++digits;
        }
        if (digits == 0) return std::nullopt;
        return digits < 9 ? value * powersOfTen[static_cast<std::size_t>(9 - digits)] : value;
    }

private:
    std::optional<int> digit()
    {
        if (atEnd() || m_text[m_at] < '0' || m_text[m_at] > '9') return std::nullopt;
        return m_text[m_at++] - '0';
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

std::optional<std::int64_t> parseDate(Scanner &scan)
{
    const auto year = scan.number(4);
    if (!year || !scan.literal("-")) return std::nullopt;
    const auto month = scan.number(2);
    if (!month || !scan.literal("-")) return std::nullopt;
    const auto day = scan.number(2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count();
}

/// Seconds east of UTC; none given counts as UTC.
std::optional<int> parseOffset(Scanner &scan)
{
    if (scan.atEnd() || scan.literal("Zz")) return 0;
    const bool east = scan.literal("+");
    if (!east && !scan.literal("-")) return std::nullopt;
    const auto hours = scan.number(2);
    if (!hours) return std::nullopt;
    scan.literal(":");
    const auto minutes = scan.number(2);
    if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const int seconds = (*hours * 60 + *minutes) * 60;
    return east ? seconds : -seconds;
}

/// The digits at `at` as a number; `wrong` gets bits where they are none.
unsigned twoDigits(const char *at, unsigned &wrong)
{
    const auto tens = unsigned(static_cast<unsigned char>(at[0])) - '0';
    const auto ones = unsigned(static_cast<unsigned char>(at[1])) - '0';
    wrong |= unsigned(tens > 9) | unsigned(ones > 9);
    return tens * 10 + ones;
}

/// What nearly every log writes, `2026-11-23T09:30:00.123456Z` with any number of digits behind the
/// point, or none; nothing where it is anything else, right or wrong.
std::optional<Timestamp> parseUsual(std::string_view text)
{
    if (text.size() < 20 || text.back() != 'Z') return std::nullopt;
    const char *const at = text.data();
    if (at[4] != '-' || at[7] != '-' || at[10] != 'T' || at[13] != ':' || at[16] != ':')
        return std::nullopt;
    unsigned wrong = 0;
    const auto year = twoDigits(at, wrong) * 100 + twoDigits(at + 2, wrong);
    const auto month = twoDigits(at + 5, wrong);
    const auto day = twoDigits(at + 8, wrong);
    const auto hour = twoDigits(at + 11, wrong);
    const auto minute = twoDigits(at + 14, wrong);
    const auto second = twoDigits(at + 17, wrong);
    // Within these years nothing overflows, and every month has the first 28 days.
    if (wrong != 0 || year < 1700 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 28
        || hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    Duration fraction = 0;
    if (text.size() > 20) {
        const auto digits = text.substr(20, text.size() - 21);
        if (at[19] != '.' || digits.empty() || digits.size() > 9) return std::nullopt;
        for (const char c : digits) {
            if (c < '0' || c > '9') return std::nullopt;
            fraction = fraction * 10 + (c - '0');
        }
        fraction *= powersOfTen[9 - digits.size()];
    }
    const std::chrono::sys_days days(std::chrono::year(int(year)) / int(month) / int(day));
    const auto seconds =
        ((std::int64_t(days.time_since_epoch().count()) * 24 + hour) * 60 + minute) * 60 + second;
    return seconds * nanosecondsPerSecond + fraction;
}

} // namespace

std::optional<Timestamp> parseTimestamp(std::string_view text)
{
    if (const auto usual = parseUsual(text)) return usual;
    Scanner scan(text);
    const auto days = parseDate(scan);
    if (!days || !scan.literal("Tt ")) return std::nullopt;
    const auto hour = scan.number(2);
    if (!hour || !scan.literal(":")) return std::nullopt;
    const auto minute = scan.number(2);
    if (!minute || !scan.literal(":")) return std::nullopt;
    const auto second = scan.number(2);
    if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    Duration fraction = 0;
    if (scan.literal(".,")) {
        const auto read = scan.fraction();
        if (!read) return std::nullopt;
        fraction = *read;
    }
    const auto offset = parseOffset(scan);
    if (!offset || !scan.atEnd()) return std::nullopt;

    const std::int64_t seconds = *days * 86400 + *hour * 3600 + *minute * 60 + *second - *offset;
    Timestamp time = 0;
    if (__builtin_mul_overflow(seconds, nanosecondsPerSecond, &time)
        || __builtin_add_overflow(time, fraction, &time))
        return std::nullopt;
    return time;
}

std::string formatTimestamp(Timestamp time)
{
    using namespace std::chrono;
    const sys_time<nanoseconds> point{nanoseconds(time)};
    const auto day = floor<days>(point);
    const year_month_day date(day);
    const hh_mm_ss clock(point - day);
    auto text =
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                    clock.hours().count(), clock.minutes().count(), clock.seconds().count());
    if (const auto fraction = clock.subseconds().count(); fraction != 0) {
        text += fmt::format(".{:09}", fraction);
        text.erase(text.find_last_not_of('0') + 1);
    }
    return text + 'Z';
}

std::string formatTimeOfDay(Timestamp time, int fractionDigits)
{
    using namespace std::chrono;
    const sys_time<nanoseconds> point{nanoseconds(time)};
    const hh_mm_ss clock(point - floor<days>(point));
    auto text = fmt::format("{:02}:{:02}:{:02}", clock.hours().count(), clock.minutes().count(),
                            clock.seconds().count());
    if (fractionDigits > 0) {
        const auto scale = powersOfTen[static_cast<std::size_t>(9 - fractionDigits)];
        text += fmt::format(".{:0{}}", clock.subseconds().count() / scale, fractionDigits);
    }
    return text;
}

std::string formatDuration(Duration duration)
{
    const char *sign = duration < 0 ? "-" : "";
    const auto length = static_cast<double>(duration < 0 ? -static_cast<double>(duration)
                                                         : static_cast<double>(duration));
    if (length < 1e3) return fmt::format("{}{:.0f} ns", sign, length);
    if (length < 1e6) return fmt::format("{}{:.4g} µs", sign, length / 1e3);
    if (length < 1e9) return fmt::format("{}{:.4g} ms", sign, length / 1e6);
    if (length < 60e9) return fmt::format("{}{:.4g} s", sign, length / 1e9);
    const auto seconds = static_cast<std::int64_t>(length / 1e9);
    if (seconds < 3600) return fmt::format("{}{} min {} s", sign, seconds / 60, seconds % 60);
    return fmt::format("{}{} h {} min", sign, seconds / 3600, seconds / 60 % 60);
}

std::optional<Duration> parseDuration(std::string_view text)
{
    struct Unit
    {
        std::string_view name;
        double nanoseconds;
    };
    // `ms` before `s`: the first unit that leaves a number is meant.
    constexpr std::array units = {Unit{"ns", 1},     Unit{"us", 1e3},   Unit{"ms", 1e6},
                                  Unit{"s", 1e9},    Unit{"min", 60e9}, Unit{"m", 60e9},
                                  Unit{"h", 3600e9}, Unit{"d", 86400e9}};
    for (const auto &unit : units) {
        if (!text.ends_with(unit.name)) continue;
        const auto number = text.substr(0, text.size() - unit.name.size());
        double value = 0;
        const auto *last = number.data() + number.size();
        const auto [end, error] =
            std::from_chars(number.data(), last, value, std::chars_format::fixed);
        if (error != std::errc() || end != last || !(value >= 0)) continue;
        const double length = value * unit.nanoseconds;
        if (length > 9e18) return std::nullopt;
        return static_cast<Duration>(std::llround(length));
    }
    return std::nullopt;
}

Timestamp currentTime()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace playhead
