// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/durationcounts.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace playhead {

std::size_t DurationCounts::bucketOf(std::uint64_t duration)
{
    constexpr std::uint64_t sub = 1U << subBits;
    if (duration < sub) return duration;
    const auto shift = static_cast<unsigned>(std::bit_width(duration)) - subBits - 1U;
    return (static_cast<std::size_t>(shift) + 1) * sub + ((duration >> shift) - sub);
}

Duration DurationCounts::middleOf(std::size_t bucket)
{
    constexpr std::size_t sub = 1U << subBits;
    if (bucket < sub) return static_cast<Duration>(bucket);
    const auto shift = bucket / sub - 1;
    const auto low = static_cast<std::uint64_t>(bucket % sub + sub) << shift;
    return static_cast<Duration>(low + ((std::uint64_t(1) << shift) >> 1U));
}

void DurationCounts::add(Duration duration)
{
    const auto bucket = bucketOf(static_cast<std::uint64_t>(std::max<Duration>(duration, 0)));
    if (bucket >= m_buckets.size()) m_buckets.resize(bucket + 1);
    ++m_buckets[bucket];
    ++m_count;
}

void DurationCounts::add(const DurationCounts &other)
{
    if (other.m_buckets.size() > m_buckets.size()) m_buckets.resize(other.m_buckets.size());
    for (std::size_t i = 0; i < other.m_buckets.size(); ++i)
        m_buckets[i] += other.m_buckets[i];
    m_count += other.m_count;
}

Duration DurationCounts::quantile(double quantile) const
{
    if (m_count == 0) return 0;
    const auto share = std::ceil(quantile * static_cast<double>(m_count));
    const auto wanted = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(share));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        seen += m_buckets[i];
        if (seen >= wanted) return middleOf(i);
    }
    return middleOf(m_buckets.size() - 1);
}

} // namespace playhead
