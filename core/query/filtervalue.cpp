// SPDX-License-Identifier: GPL-3.0-or-later
// How operators, numbers and times are written in a filter.
#include "query/filtercondition.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace playhead {

std::optional<FilterOperator> filterOperatorFromText(std::string_view text)
{
    static constexpr std::array<std::pair<std::string_view, FilterOperator>, 9> operators = {{
        {"==", FilterOperator::Equal},
        {"!=", FilterOperator::NotEqual},
        {"<", FilterOperator::Less},
        {"<=", FilterOperator::LessOrEqual},
        {">", FilterOperator::Greater},
        {">=", FilterOperator::GreaterOrEqual},
        {"contains", FilterOperator::Contains},
        {"matches", FilterOperator::Matches},
        {"in", FilterOperator::In},
    }};
    const auto *found =
        std::ranges::find(operators, text, &std::pair<std::string_view, FilterOperator>::first);
    if (found == operators.end()) return std::nullopt;
    return found->second;
}

std::optional<double> filterNumberFromText(std::string_view text)
{
    // Not strtod(), which wants a comma in some locales.
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

double filterTimeSince(Timestamp time, Timestamp base)
{
    Duration since = 0;
    if (__builtin_sub_overflow(time, base, &since)) // centuries apart
        return static_cast<double>(time) - static_cast<double>(base);
    return static_cast<double>(since);
}

std::optional<FilterTime> filterTimeFromText(std::string_view text, Timestamp base)
{
    if (const auto time = parseTimestamp(text))
        return FilterTime{filterTimeSince(*time, base), false};
    const auto colons = std::ranges::count(text, ':');
    const auto clock =
        parseTimestamp("1970-01-01T" + std::string(text) + (colons == 1 ? ":00" : ""));
    if (!clock || colons == 0) return std::nullopt;
    return FilterTime{static_cast<double>(*clock), true};
}

} // namespace playhead
