// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/densitycache.h"

#include <algorithm>

namespace playhead {
namespace {

/// A silence is looked for step by step only in buckets that took long for their size.
constexpr Duration worthLooking = nanosecondsPerSecond;

Duration longestGapIn(const FlowIndex &index, Position first, Position last)
{
    Duration longest = 0;
    auto previous = index.timeAt(first);
    for (auto p = advanced(first, 1); p <= last; p = advanced(p, 1)) {
        const auto time = index.timeAt(p);
        longest = std::max(longest, time - previous);
        previous = time;
    }
    return longest;
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
        const auto span = bucket.summary.maxTime - bucket.summary.minTime;
        if (span > worthLooking && end - first <= 65'536)
            bucket.longestGap = longestGapIn(log.index(), Position(first + 1), Position(end));
        return bucket;
    }
    auto &summary = bucket.summary;
    summary.first = rows.positionAt(first);
    summary.last = rows.positionAt(end - 1);
    for (auto row = first; row < end; ++row) {
        const auto step = log.at(rows.positionAt(row));
        summary.minTime = row == first ? step.time : std::min(summary.minTime, step.time);
        if (row > first)
            bucket.longestGap = std::max(bucket.longestGap, step.time - summary.maxTime);
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
