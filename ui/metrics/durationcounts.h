// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/timestamp.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace playhead {

/// Durations sorted into buckets that are 1/16 of a power of two wide, so that a quantile is right
/// within 4 %, whatever their number. The idea is Gil Tene's HdrHistogram. At most 4 kB.
class DurationCounts
{
public:
    void add(Duration duration); ///< below 0 counts as 0
    void add(const DurationCounts &other);
    /// The duration that a share `quantile` (0 to 1) does not exceed; 0 where there is none at all.
    [[nodiscard]] Duration quantile(double quantile) const;
    [[nodiscard]] std::uint64_t count() const { return m_count; }

private:
    static constexpr unsigned subBits = 4;
    static std::size_t bucketOf(std::uint64_t duration);
    static Duration middleOf(std::size_t bucket);

    std::vector<std::uint32_t> m_buckets;
    std::uint64_t m_count = 0;
};

} // namespace playhead
