// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// A mistake in a filter: where it is, and what was expected there.
struct FilterError
{
    std::string message; ///< for a person: `expected a value after ==`
    std::size_t offset = 0;
    std::size_t length = 0;
};

/// A condition on steps, in the filter language:
///
///     type == "order.placed" && data.amount > 100 || consumer matches "pay.*"
///
/// Fields `type kind source consumer channel subject id correlation time position attempt latency`
/// and `data.<path>`; operators `== != < <= > >= contains matches in`, `&& || !`, parentheses; a
/// bare word searches everywhere (names and payload, case-insensitive). `in` takes a list:
/// `kind in (nack, dead-letter)`.
///
/// Immutable and cheap to copy; may be evaluated by many threads at once.
class Filter
{
public:
    /// Matches every step.
    Filter();

    static tl::expected<Filter, FilterError> parse(std::string_view text);

    [[nodiscard]] bool matchesEverything() const;

    /// Whether evaluation reads event payloads from disk; without, it runs over columns only.
    [[nodiscard]] bool readsPayload() const;

    [[nodiscard]] bool matches(const Log &log, Position position) const;

    /// Appends the matching positions from `first` to `last` (both included) to `positions`, in
    /// order. Ends early when asked to stop. Cost: columns about 2 ns a step and condition.
    void evaluate(const Log &log, Position first, Position last,
                  std::vector<std::uint32_t> &positions, std::stop_token stop = {}) const;

    class Node;

private:
    explicit Filter(std::shared_ptr<const Node> root);
    std::shared_ptr<const Node> m_root;
};

} // namespace playhead
