// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "replay/findings/finding.h"
#include "replay/findings/findinglimits.h"
#include "rowmap.h"

#include <QString>

#include <vector>

namespace playhead {

/// A row of findings in the explorer: those of one kind, or, where the kind is about a consumer's
/// own fault, those of one kind and consumer.
struct FindingRow
{
    FindingKind kind = FindingKind::DuplicateDelivery;
    ParticipantId participant; ///< none: all
    QString title;             ///< `Not idempotent: email`
    std::uint64_t count = 0;
    /// Those with a step that is shown; among the listed ones, where not all steps are.
    std::uint64_t shown = 0;
    Severity severity = Severity::Note; ///< the highest of them

    /// Tells rows apart, and stays the same while the log grows.
    [[nodiscard]] std::uint64_t id() const
    {
        return static_cast<std::uint64_t>(kind) | std::uint64_t(participant.value()) << 8U;
    }
};

/// The rows that have findings, by kind; `rows`: the steps that are shown. Any thread. Cost: looks
/// at each listed finding once, and where not all is shown at its steps among the rows.
[[nodiscard]] std::vector<FindingRow> findingRows(const Log &log, const Findings &findings,
                                                  const FindingLimits &limits, const RowMap &rows);

/// The listed findings of a row, by position.
[[nodiscard]] std::vector<FindingPtr> listedFindings(const Findings &findings,
                                                     const FindingRow &row);

/// Those of them with a step that is shown.
[[nodiscard]] std::vector<FindingPtr> shownFindings(std::vector<FindingPtr> findings,
                                                    const RowMap &rows);

/// Where to go from `here`: to the first step of the next finding, or the previous, and from the
/// start or the end again past the last. None: there are no findings.
[[nodiscard]] Position findingBeside(const std::vector<FindingPtr> &findings, Position here,
                                     bool forward);

} // namespace playhead
