// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/otlpspans.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace playhead {

/// Finds spans by their ids. Holds up to 8 bytes a span; a look-up costs one or two cache misses.
/// The spans must outlive it and stay as they are.
class OtlpSpanIndex
{
public:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    explicit OtlpSpanIndex(const OtlpSpans &spans);

    /// The first span with this id, as an index into OtlpSpans::spans; or `none`.
    [[nodiscard]] std::uint32_t find(const OtlpSpanId &id) const;
    /// The span that the parent id of `span` names; `none` too where that is the span itself.
    [[nodiscard]] std::uint32_t parent(std::uint32_t span) const;
    /// Spans that were exported once more: id, kind, start and service of an earlier one.
    /// Ascending.
    [[nodiscard]] const std::vector<std::uint32_t> &duplicates() const { return m_duplicates; }

private:
    [[nodiscard]] std::size_t slot(const OtlpSpanId &id) const;
    [[nodiscard]] bool isDuplicate(const OtlpSpan &span, const OtlpSpan &earlier) const;

    const OtlpSpans &m_spans;
    std::vector<std::uint32_t> m_table; // open addressing; a power of two, at most two thirds full
    std::vector<std::uint32_t> m_duplicates;
};

} // namespace playhead
