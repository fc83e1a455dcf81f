// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkanames.h"

#include <algorithm>

namespace playhead {
namespace {

/// Goes back to the last `*` where the rest does not fit: linear in text times pattern at worst.
bool fits(std::string_view pattern, std::string_view text)
{
    std::size_t at = 0;
    std::size_t inPattern = 0;
    std::size_t star = std::string_view::npos;
    std::size_t afterStar = 0;
    while (at < text.size()) {
        if (inPattern < pattern.size() && pattern[inPattern] == '*') {
            star = inPattern++;
            afterStar = at;
        } else if (inPattern < pattern.size()
                   && (pattern[inPattern] == '?' || pattern[inPattern] == text[at])) {
            ++inPattern;
            ++at;
        } else if (star != std::string_view::npos) {
            inPattern = star + 1;
            at = ++afterStar;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', inPattern) == std::string_view::npos;
}

} // namespace

KafkaNames::KafkaNames(std::string_view list)
{
    while (!list.empty()) {
        const auto name = list.substr(0, list.find(','));
        list.remove_prefix(std::min(name.size() + 1, list.size()));
        if (name.empty()) continue;
        auto &kind = name.find_first_of("*?") == std::string_view::npos ? m_names : m_patterns;
        kind.emplace_back(name);
    }
}

bool KafkaNames::matches(std::string_view name) const
{
    if (std::ranges::find(m_names, name) != m_names.end()) return true;
    constexpr std::string_view internal = "__";
    return std::ranges::any_of(m_patterns, [&](const std::string &pattern) {
        return name.starts_with(internal) == pattern.starts_with(internal) && fits(pattern, name);
    });
}

} // namespace playhead
