// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "query/filter.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace playhead {

/// Some consecutive steps that lie in one chunk of the flow index.
struct FilterRange
{
    const FlowIndex::Chunk *chunk = nullptr;
    std::size_t offset = 0; ///< of the first step, in the chunk
    std::size_t count = 0;  ///< at most FilterEvaluator::batch
    Position first;
};

/// A condition bound to one log, with what it needs to be fast (tables by name, payloads already
/// looked at). One thread; made anew for each evaluation.
class FilterEvaluator
{
public:
    static constexpr std::size_t batch = 4096;

    virtual ~FilterEvaluator() = default;

    /// Writes 1 or 0 for each step of the range. Where `active` is 0 the answer does not matter:
    /// conditions on payloads do not read those.
    virtual void test(const FilterRange &range, const std::uint8_t *active, std::uint8_t *out) = 0;
};

/// A condition as it was written: immutable, bound to no log, shared by threads.
class Filter::Node
{
public:
    virtual ~Node() = default;
    [[nodiscard]] virtual bool readsPayload() const = 0;
    [[nodiscard]] virtual std::unique_ptr<FilterEvaluator> bind(const Log &log) const = 0;
};

using FilterNodePtr = std::shared_ptr<const Filter::Node>;

FilterNodePtr filterAnd(FilterNodePtr left, FilterNodePtr right);
FilterNodePtr filterOr(FilterNodePtr left, FilterNodePtr right);
FilterNodePtr filterNot(FilterNodePtr operand);

} // namespace playhead
