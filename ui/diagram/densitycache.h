// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/detailrows.h"
#include "log/log.h"

#include <cstdint>
#include <unordered_map>

namespace playhead {

/// Some consecutive rows as the zoomed-out diagram draws them.
struct DensityBucket
{
    DensitySummary summary;
    /// Between two neighbouring steps, where it takes more than half of the bucket's time; else 0
    /// or a shorter one.
    Duration silence = 0;
};

/// Remembers the buckets of the zoomed-out diagram. Buckets are aligned to powers of two of rows,
/// so that scrolling and a growing log only ask for what is new. Interface thread.
class DensityCache
{
public:
    /// Rows `index * 2^shift` and following, at most `2^shift` of them. The reference holds until
    /// the next call. Cost where it is new: O(log n) if all steps are shown, else the rows'
    /// columns.
    ///
    /// A row of an event or conversation counts the shown steps from its first one to that of the
    /// next row, so that no failure is lost where it is no row of its own.
    const DensityBucket &bucket(const Log &log, const DetailRows &rows, unsigned shift,
                                std::uint64_t index);

    void clear();

private:
    static constexpr std::size_t mostBuckets = 20'000;

    static DensityBucket compute(const Log &log, const DetailRows &rows, unsigned shift,
                                 std::uint64_t index);

    std::uint32_t m_logTag = 0;
    RowMapPtr m_shown;
    DetailLevel m_level = DetailLevel::Full;
    std::unordered_map<std::uint64_t, DensityBucket> m_buckets;
    DensityBucket m_partial;
};

} // namespace playhead
