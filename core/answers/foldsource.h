// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/result.h"
#include "replay/projection.h"
#include "replay/replay.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace playhead {

/// An event on its way from a FoldSource into a fold.
struct SourcedEvent
{
    Event event;
    EventNumber number;         ///< none: the log does not have it
    Position position;          ///< the step that brings it
    std::uint64_t sequence = 0; ///< among the source's events of its subject, from 0

    /// Valid as long as this object stays where it is.
    [[nodiscard]] FoldEvent folded() const { return {&event, position, sequence}; }
};

/// Hands out, in order, the events that an observer folds. Where they come from (a log, an index of
/// one, a branch) does not matter to those who ask why and when. One thread at a time.
class FoldSource
{
public:
    virtual ~FoldSource() = default;

    /// Replaces `events` by the next ones: at most `count`, none behind `upTo`, positions never
    /// falling. None: there are no more up to there, or it was asked to stop. Fails where an event
    /// cannot be read; the next call meets it again.
    virtual Result<void> take(Position upTo, std::size_t count, std::vector<SourcedEvent> &events,
                              const std::stop_token &stop) = 0;

    /// All events up to there have been handed out.
    [[nodiscard]] virtual Position reached() const = 0;
};

/// Which state is asked about.
struct StateQuestion
{
    LogPtr log;
    ProjectionPtr projection; ///< never null
    Observer observer;
    /// A subject or, where the projection partitions otherwise, a partition. None: the only state
    /// of a projection without partitions; else all states.
    std::optional<std::string> partition;
};

/// The events that `Replay` folds for the question, from the same EventSequence: of one subject
/// where that is enough. Takes in what is recorded meanwhile. Cost: as EventSequence.
std::unique_ptr<FoldSource> logFoldSource(const StateQuestion &question);

} // namespace playhead
