// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/flowindex.h"
#include "model/ids.h"
#include "model/step.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace playhead {

/// What happened in a run of consecutive steps, as the zoomed-out views draw it. Nothing is
/// averaged away: a single failure among a million steps is in `failures`.
struct DensitySummary
{
    /// How often one participant sent to another.
    struct Pair
    {
        ParticipantId sender;
        ParticipantId receiver;
        std::uint32_t count = 0;
        std::uint32_t failures = 0;
    };
    /// How many steps carried a type.
    struct Type
    {
        NameId type;
        std::uint32_t count = 0;
    };

    Position first; ///< covered range, both ends included
    Position last;
    Timestamp minTime = 0;
    Timestamp maxTime = 0;
    std::array<std::uint32_t, stepKindCount> kinds{}; ///< count per StepKind
    std::uint32_t retries = 0;
    std::uint32_t failures = 0;
    std::vector<Pair> pairs; ///< sorted by sender, receiver
    std::vector<Type> types; ///< sorted by type

    [[nodiscard]] std::uint64_t steps() const
    {
        return first.isValid() ? last.value() - first.value() + 1 : 0;
    }
};

/// Aggregates of the flow index over power-of-two runs of steps, so that a picture of any part of a
/// log costs pixels, not events. Level 0 has a summary for every complete run of `runSize` steps;
/// each level above joins two of the level below. At most 2 bytes a step.
///
/// Threads: as FlowIndex; one writer appends in step with the index, readers see complete runs up
/// to the watermark. The idea is Perfetto's implicit segment forest (append-only, O(log n) ranges).
class DensityPyramid
{
public:
    static constexpr std::size_t runShift = 8;
    static constexpr std::size_t runSize = std::size_t(1) << runShift;

    DensityPyramid();
    ~DensityPyramid();
    DensityPyramid(const DensityPyramid &) = delete;
    DensityPyramid &operator=(const DensityPyramid &) = delete;

    /// The summary of positions `first` to `last` (both included, at most the index's watermark).
    /// Cost: O(log n) runs plus at most 2 * runSize single steps at the ragged ends.
    [[nodiscard]] DensitySummary summarize(const FlowIndex &index, Position first,
                                           Position last) const;

    /// Splits `first` to `last` into `buckets` ranges of equal length (the last ones may be empty)
    /// and summarizes each; for drawing one row of pixels per bucket. A bucket shorter than a run
    /// is read from the columns, so that no failure is missed or moved.
    [[nodiscard]] std::vector<DensitySummary> slice(const FlowIndex &index, Position first,
                                                    Position last, std::size_t buckets) const;

    /// The next failed step behind `from` (before it, where `forward` is false); none if there is
    /// none. Skips runs without failures: O(log n) plus two runs.
    [[nodiscard]] Position nextFailure(const FlowIndex &index, Position from, bool forward) const;

    /// Takes in the steps that the index has and the pyramid has not. The writer only, before
    /// FlowIndex::publish().
    void extend(const FlowIndex &index);

    /// Bytes that the pyramid keeps resident.
    [[nodiscard]] std::size_t memoryUsed() const;

private:
    class Levels;
    std::unique_ptr<Levels> m_levels;
};

} // namespace playhead
