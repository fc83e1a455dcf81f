// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answers/foldsource.h"
#include "answers/statepath.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

namespace playhead {

/// A value that is shared between the change that made it and the one that ended it; null pointer:
/// there was none.
using SharedJson = std::shared_ptr<const Json>;

/// An event that changed the value at a path.
struct FieldChange
{
    Position position; ///< the step that brought the event to the observer
    EventNumber event;
    SharedJson before;
    SharedJson after; ///< null pointer: the event removed it
};

struct FieldHistoryBounds
{
    std::size_t changes = 1000;                 ///< so many are kept, the latest
    std::size_t bytes = std::size_t(64) << 20U; ///< of values, about; one change at least
};

/// All values that one path of a state ever had, up to a position.
struct FieldHistory
{
    std::deque<FieldChange> changes; ///< in order; the last one set the value as it is now
    std::uint64_t changeCount = 0;   ///< those that are not kept counted, too
    std::uint64_t foldedCount = 0;   ///< events that were looked at
    FoldProblems problems;           ///< events that could not be folded

    // Over all changes, kept or not, for a chart.
    std::uint64_t numberCount = 0; ///< values that are numbers
    std::uint64_t valueCount = 0;  ///< values there were at all, removals left out
    double minimum = 0;            ///< of the numbers; with numberCount
    double maximum = 0;

    /// There were values, and all were numbers.
    [[nodiscard]] bool isNumeric() const { return valueCount > 0 && numberCount == valueCount; }
    /// How many changes before the first one that is kept are not.
    [[nodiscard]] std::uint64_t leftOut() const { return changeCount - changes.size(); }
};

/// Finds out why a value is what it is: every event after which the value at `path` differed from
/// before, up to `at`. An event that sets the value that is there already changes nothing and is
/// not among them. `source` must be fresh, `partition` as StateQuestion has it (none: the one with
/// the empty key). To page backwards through more changes than are kept, ask again with `at` before
/// the first one kept.
///
/// Works for any projection. Cost: the fold, and after each event one look at the path, which is a
/// copy of the state where Fold::peek() has none. Fails where an event cannot be read. What was
/// found so far when asked to stop.
Result<FieldHistory> fieldHistory(FoldSource &source, const Projection &projection,
                                  const std::optional<std::string> &partition,
                                  const StatePath &path, Position at,
                                  const FieldHistoryBounds &bounds = {},
                                  const std::stop_token &stop = {});

/// The same over a log.
Result<FieldHistory> fieldHistory(const StateQuestion &question, const StatePath &path, Position at,
                                  const FieldHistoryBounds &bounds = {},
                                  const std::stop_token &stop = {});

} // namespace playhead
