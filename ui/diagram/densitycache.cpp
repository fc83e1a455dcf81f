// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/densitycache.h"

#include <algorithm>

namespace playhead {
namespace {

/// What takes more than half of the time from first to last step lies around its middle, so one
/// binary search finds it, whatever the number of steps.
Duration silenceIn(const FlowIndex &index, const DensitySummary &summary)
{
    const auto middle = summary.minTime + (summary.maxTime - summary.minTime) / 2;
    const auto after = index.firstNotBefore(middle);
    if (after <= summary.first || after > summary.last) return 0;
    return std::max<Duration>(0, index.timeAt(after) - index.timeAt(advanced(after, -1)));
}

} // namespace

void DensityCache::clear()
{
    m_buckets.clear();
    m_shown.reset();
    m_logTag = 0;
}

const DensityBucket &DensityCache::bucket(const Log &log, const DetailRows &rows, unsigned shift,
                                          std::uint64_t index)
{
    // What shows everything only grows, as does a filtered list while its filter stays.
    const bool same = m_logTag == log.tag() && m_shown && m_level == rows.level()
                      && (m_shown == rows.shown() || rowsContinue(*m_shown, *rows.shown()));
    if (!same) clear();
    m_logTag = log.tag();
    m_shown = rows.shown();
    m_level = rows.level();
    const auto end = (index + 1) << shift;
    // The last row of a level may still get steps.
    if (end >= rows.rows().count()) {
        m_partial = compute(log, rows, shift, index);
        return m_partial;
    }
    const auto key = index << 6U | shift;
    const auto known = m_buckets.find(key);
    if (known != m_buckets.end()) return known->second;
    if (m_buckets.size() >= mostBuckets) m_buckets.clear();
    return m_buckets[key] = compute(log, rows, shift, index);
}

DensityBucket DensityCache::compute(const Log &log, const DetailRows &detail, unsigned shift,
                                    std::uint64_t index)
{
    DensityBucket bucket;
    const auto &rows = *detail.shown();
    auto first = index << shift;
    auto end = std::min(first + (std::uint64_t(1) << shift), detail.rows().count());
    if (first >= end) return bucket;
    if (detail.level() != DetailLevel::Full) {
        const auto shownRow = [&](std::uint64_t row) {
            return row >= detail.rows().count()
                       ? rows.count()
                       : std::uint64_t(rows.rowAtOrBefore(detail.rows().positionAt(row)));
        };
        first = shownRow(first);
        end = std::max(shownRow(end), first + 1);
    }
    if (rows.showsAll()) {
        bucket.summary = log.density().summarize(log.index(), Position(first + 1), Position(end));
        bucket.silence = silenceIn(log.index(), bucket.summary);
        return bucket;
    }
    auto &summary = bucket.summary;
    summary.first = rows.positionAt(first);
    summary.last = rows.positionAt(end - 1);
    for (auto row = first; row < end; ++row) {
        const auto step = log.at(rows.positionAt(row));
        summary.minTime = row == first ? step.time : std::min(summary.minTime, step.time);
        if (row > first) bucket.silence = std::max(bucket.silence, step.time - summary.maxTime);
        summary.maxTime = row == first ? step.time : std::max(summary.maxTime, step.time);
        ++summary.kinds[static_cast<std::size_t>(step.kind)];
        summary.retries += step.isRetry() ? 1 : 0;
        summary.failures += step.failed ? 1 : 0;
        auto pair = std::ranges::find_if(summary.pairs, [&](const DensitySummary::Pair &p) {
            return p.sender == step.sender && p.receiver == step.receiver;
        });
        if (pair == summary.pairs.end())
            pair = summary.pairs.insert(pair, {step.sender, step.receiver, 0, 0});
        ++pair->count;
        pair->failures += step.failed ? 1 : 0;
    }
    return bucket;
}

} // namespace playhead
