// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/filternode.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

enum class FilterOperator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains, ///< the text occurs in it, upper and lower case alike
    Matches,  ///< the regular expression (Perl syntax) is found in it
    In        ///< equal to one of several
};

/// `==`, `contains`, `in` and so on.
[[nodiscard]] std::optional<FilterOperator> filterOperatorFromText(std::string_view text);

/// A finite number, whatever the locale; empty where the text is none.
[[nodiscard]] std::optional<double> filterNumberFromText(std::string_view text);

struct FilterTime
{
    double nanoseconds = 0; ///< since `base`, or since midnight
    bool isTimeOfDay = false;
};
/// Nanoseconds from `base` to `time`: exact where they are less than a hundred days apart.
[[nodiscard]] double filterTimeSince(Timestamp time, Timestamp base);

/// A date and time, less `base` so that no nanosecond is lost, or a time of day (UTC).
[[nodiscard]] std::optional<FilterTime> filterTimeFromText(std::string_view text, Timestamp base);

/// Tests text or numbers against the right side of a comparison. Immutable; any thread.
class FilterCondition
{
public:
    /// `values` has one entry, or more for In. Fails, with what is wrong, for a regular expression
    /// that cannot be read.
    static tl::expected<FilterCondition, std::string> make(FilterOperator op,
                                                           std::vector<std::string> values);

    [[nodiscard]] bool acceptsText(std::string_view text) const;
    /// Compares with the values as numbers; those that are none equal no number.
    [[nodiscard]] bool acceptsNumber(double number) const;
    /// For something that is not there: only != accepts it.
    [[nodiscard]] bool acceptsNothing() const { return m_operator == FilterOperator::NotEqual; }

    [[nodiscard]] FilterOperator op() const { return m_operator; }
    [[nodiscard]] const std::vector<std::string> &values() const { return m_values; }

    /// Replaces the values that acceptsNumber() compares with: one for each text.
    void setNumbers(std::vector<std::optional<double>> numbers) { m_numbers = std::move(numbers); }

private:
    struct Pattern;

    FilterOperator m_operator = FilterOperator::Equal;
    std::vector<std::string> m_values;
    std::vector<std::optional<double>> m_numbers;
    std::shared_ptr<const Pattern> m_pattern;
};

/// Whether `lowered`, which is in lower case, occurs in the text; ASCII letters alike in both
/// cases.
[[nodiscard]] bool containsIgnoringCase(std::string_view text, std::string_view lowered);
[[nodiscard]] std::string loweredAscii(std::string_view text);

} // namespace playhead
