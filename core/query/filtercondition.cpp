// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/filtercondition.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include <boost/regex.hpp>

namespace playhead {

struct FilterCondition::Pattern
{
    boost::regex regex;
};

namespace {

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::optional<double> wholeNumber(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// -1, 0 or 1.
template <class T> bool holds(FilterOperator op, const T &left, const T &right)
{
    switch (op) {
    case FilterOperator::Equal:
    case FilterOperator::In: return left == right;
    case FilterOperator::NotEqual: return left != right;
    case FilterOperator::Less: return left < right;
    case FilterOperator::LessOrEqual: return left <= right;
    case FilterOperator::Greater: return left > right;
    case FilterOperator::GreaterOrEqual: return left >= right;
    case FilterOperator::Contains:
    case FilterOperator::Matches: return false;
    }
    return false;
}

} // namespace

std::string loweredAscii(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), lowered);
    return result;
}

bool containsIgnoringCase(std::string_view text, std::string_view word)
{
    if (word.empty()) return true;
    if (text.size() < word.size()) return false;
    const char first = word.front();
    const char other = first >= 'a' && first <= 'z' ? static_cast<char>(first - 'a' + 'A') : first;
    const char *at = text.data();
    const char *const end = text.data() + text.size() - word.size() + 1;
    const auto find = [end](const char *from, char c) {
        const auto *found =
            static_cast<const char *>(std::memchr(from, c, static_cast<std::size_t>(end - from)));
        return found != nullptr ? found : end;
    };
    const char *small = find(at, first);
    const char *large = other == first ? end : find(at, other);
    while (true) {
        at = std::min(small, large);
        if (at == end) return false;
        std::size_t i = 1;
        while (i < word.size() && lowered(at[i]) == word[i])
            ++i;
        if (i == word.size()) return true;
        if (at == small)
            small = find(at + 1, first);
        else
            large = find(at + 1, other);
    }
}

tl::expected<FilterCondition, std::string> FilterCondition::make(FilterOperator op,
                                                                 std::vector<std::string> values)
{
    FilterCondition condition;
    condition.m_operator = op;
    condition.m_values = std::move(values);
    for (auto &value : condition.m_values) {
        condition.m_numbers.push_back(wholeNumber(value));
        if (op == FilterOperator::Contains) value = loweredAscii(value);
    }
    if (op == FilterOperator::Matches) {
        try {
            condition.m_pattern = std::make_shared<Pattern>(
                Pattern{boost::regex(condition.m_values.front(), boost::regex::perl)});
        } catch (const boost::regex_error &error) {
            return tl::unexpected(std::string(error.what()));
        }
    }
    return condition;
}

bool FilterCondition::acceptsText(std::string_view text) const
{
    switch (m_operator) {
    case FilterOperator::Contains: return containsIgnoringCase(text, m_values.front());
    case FilterOperator::Matches:
        try {
            return boost::regex_search(text.begin(), text.end(), m_pattern->regex);
        } catch (const std::runtime_error &) { // too complex for this text: no match found
            return false;
        }
    default:
        return std::ranges::any_of(m_values, [&](const std::string &value) {
            return holds(m_operator, text, std::string_view(value));
        });
    }
}

bool FilterCondition::acceptsNumber(double number) const
{
    if (m_operator == FilterOperator::Contains || m_operator == FilterOperator::Matches) {
        char buffer[32];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
        return acceptsText(std::string_view(buffer, static_cast<std::size_t>(end - buffer)));
    }
    return std::ranges::any_of(m_numbers, [&](const std::optional<double> &value) {
        return value ? holds(m_operator, number, *value) : m_operator == FilterOperator::NotEqual;
    });
}

} // namespace playhead
