// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "rowmap.h"

#include <array>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

namespace playhead {

/// How many steps of a set each participant, each type and each finding has.
struct StepCounts
{
    std::vector<std::uint64_t> participants; ///< by ParticipantId: steps sent or received
    std::vector<DensitySummary::Type> types; ///< sorted by type; never 0
    std::array<std::uint64_t, stepKindCount> kinds{};
    std::uint64_t failures = 0;
    std::uint64_t retries = 0;

    [[nodiscard]] std::uint64_t of(ParticipantId participant) const;
    [[nodiscard]] std::uint64_t of(NameId type) const;
    [[nodiscard]] std::uint64_t of(StepKind kind) const
    {
        return kinds[static_cast<std::size_t>(kind)];
    }
    /// Replies that reject a command or cannot answer a query, and gaps of live sources.
    [[nodiscard]] std::uint64_t rejected() const
    {
        return failures - of(StepKind::Nack) - of(StepKind::DeadLetter);
    }
};

/// What the explorer shows: counts of the whole log, and of the shown steps. Immutable.
struct LogCounts
{
    StepCounts whole;
    StepCounts shown;
    RowMapPtr rows; ///< the steps that `shown` is about
};

using LogCountsPtr = std::shared_ptr<const LogCounts>;

/// Counts a log and its shown steps. Any thread; null where asked to stop. Cost: microseconds where
/// all is shown; else about 10 ns for each row that `previous` (of the same log) did not have, and
/// a comparison of the rows that it had.
LogCountsPtr countLog(const Log &log, const RowMapPtr &rows, const LogCountsPtr &previous = {},
                      const std::stop_token &stop = {});

} // namespace playhead
