// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// Names and patterns, separated by commas, as people give topics and groups: `*` stands for any
/// text, `?` for one character. A value.
class KafkaNames
{
public:
    KafkaNames() = default;
    explicit KafkaNames(std::string_view list);

    [[nodiscard]] bool isEmpty() const { return m_names.empty() && m_patterns.empty(); }
    /// Internal names (`__consumer_offsets`) only match what starts like them.
    [[nodiscard]] bool matches(std::string_view name) const;
    /// Those without `*` and `?`, in their order.
    [[nodiscard]] const std::vector<std::string> &names() const { return m_names; }
    [[nodiscard]] const std::vector<std::string> &patterns() const { return m_patterns; }

private:
    std::vector<std::string> m_names;
    std::vector<std::string> m_patterns;
};

} // namespace playhead
