// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/filter.h"

#include "query/filternode.h"
#include "query/filterparser.h"

#include <algorithm>
#include <array>

namespace playhead {

Filter::Filter() = default;

Filter::Filter(std::shared_ptr<const Node> root) : m_root(std::move(root)) {}

tl::expected<Filter, FilterError> Filter::parse(std::string_view text)
{
    auto root = parseFilter(text);
    if (!root) return tl::unexpected(root.error());
    return Filter(std::move(*root));
}

bool Filter::matchesEverything() const
{
    return !m_root;
}

bool Filter::readsPayload() const
{
    return m_root && m_root->readsPayload();
}

bool Filter::matches(const Log &log, Position position) const
{
    std::vector<std::uint32_t> found;
    evaluate(log, position, position, found);
    return !found.empty();
}

void Filter::evaluate(const Log &log, Position first, Position last,
                      std::vector<std::uint32_t> &positions, std::stop_token stop) const
{
    last = std::min(last, log.watermark());
    if (!first.isValid() || last < first) return;
    if (!m_root) {
        for (auto p = first.value(); p <= last.value(); ++p)
            positions.push_back(static_cast<std::uint32_t>(p));
        return;
    }
    const auto evaluator = m_root->bind(log);
    std::array<std::uint8_t, FilterEvaluator::batch> active;
    std::array<std::uint8_t, FilterEvaluator::batch> answers;
    active.fill(1);
    for (auto at = first.value(); at <= last.value() && !stop.stop_requested();) {
        FilterRange range;
        range.first = Position(at);
        range.offset = (at - 1) % FlowIndex::chunkSize;
        range.chunk = log.index().chunk((at - 1) / FlowIndex::chunkSize);
        range.count = std::min({FilterEvaluator::batch, FlowIndex::chunkSize - range.offset,
                                static_cast<std::size_t>(last.value() - at + 1)});
        evaluator->test(range, active.data(), answers.data());
        // Room for all, then only as much as was found: no branch a step.
        const auto size = positions.size();
        positions.resize(size + range.count);
        auto *out = positions.data() + size;
        for (std::size_t i = 0; i < range.count; ++i) {
            *out = static_cast<std::uint32_t>(at + i);
            out += answers[i];
        }
        positions.resize(static_cast<std::size_t>(out - positions.data()));
        at += range.count;
    }
}

} // namespace playhead
