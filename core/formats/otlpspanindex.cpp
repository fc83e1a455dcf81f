// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlpspanindex.h"

#include <bit>

namespace playhead {
namespace {

/// The finaliser of splitmix64: ids are not always random.
std::uint64_t mixed(std::uint64_t value)
{
    value ^= value >> 30U;
    value *= 0xBF58476D1CE4E5B9U;
    value ^= value >> 27U;
    value *= 0x94D049BB133111EBU;
    return value ^ value >> 31U;
}

} // namespace

OtlpSpanIndex::OtlpSpanIndex(const OtlpSpans &spans)
    : m_spans(spans), m_table(std::bit_ceil(spans.spans.size() * 3 / 2 + 2), none)
{
    for (std::uint32_t i = 0; i < spans.spans.size(); ++i) {
        auto &entry = m_table[slot(spans.spans[i].id)];
        if (entry == none)
            entry = i;
        else if (isDuplicate(spans.spans[i], spans.spans[entry]))
            m_duplicates.push_back(i);
    }
}

std::uint32_t OtlpSpanIndex::find(const OtlpSpanId &id) const
{
    return m_table[slot(id)];
}

std::uint32_t OtlpSpanIndex::parent(std::uint32_t span) const
{
    auto id = m_spans.spans[span].id;
    if (m_spans.spans[span].parent == 0) return none;
    id.span = m_spans.spans[span].parent;
    const auto found = find(id);
    return found == span ? none : found;
}

std::size_t OtlpSpanIndex::slot(const OtlpSpanId &id) const
{
    const auto mask = m_table.size() - 1;
    auto at = mixed(id.span ^ mixed(id.traceLow ^ mixed(id.traceHigh))) & mask;
    while (m_table[at] != none && m_spans.spans[m_table[at]].id != id)
        at = (at + 1) & mask;
    return at;
}

bool OtlpSpanIndex::isDuplicate(const OtlpSpan &span, const OtlpSpan &earlier) const
{
    return span.kind == earlier.kind && span.start == earlier.start
           && m_spans.service(span) == m_spans.service(earlier);
}

} // namespace playhead
