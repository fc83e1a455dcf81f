// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/eventsequence.h"
#include "replay/projection.h"
#include "replay/snapshotshelf.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>

namespace playhead {

/// How a TimelineCursor trades time against memory.
struct CursorPace
{
    /// How much folding may lie between two snapshots, about: with the return to the first one that
    /// is how long a jump takes, once its surroundings were folded. 0: a snapshot after each event.
    std::chrono::nanoseconds frame = std::chrono::milliseconds(4);
    /// The same while stepping backwards.
    std::chrono::nanoseconds step = std::chrono::microseconds(100);
};

/// The running fold of one sequence of events, moved to any position in either direction.
///
/// Folds onwards where that is shortest, else returns to the last snapshot before the goal. Takes
/// snapshots on the way, as far apart as events, snapshots and returns have been measured to
/// cost: the first visit of a position folds everything before it, later ones about a frame. Going
/// backwards, it takes them closer together, so that the steps that follow find one at hand.
///
/// A cursor over a branch may share the shelf of the log's own cursor: what is before the first
/// edit is then folded once for both.
///
/// Threads: one at a time, not always the same; shelves may be shared by cursors on many threads.
/// The log may grow meanwhile.
class TimelineCursor
{
public:
    /// `shelf`: for this sequence and projection only; null: one of its own. `logShelf`: for a
    /// branch, that of the same observer, subject and projection over the log; null: none.
    TimelineCursor(EventSequence sequence, ProjectionPtr projection,
                   std::shared_ptr<SnapshotShelf> shelf = {},
                   std::shared_ptr<SnapshotShelf> logShelf = {}, CursorPace pace = {});

    /// Brings the fold to the state after the step at `at` (or after the last step, where the log
    /// ends before). False when asked to stop: it then stands wherever it got to, and can go on
    /// from there. Fails where an event cannot be read.
    Result<bool> moveTo(Position at, const std::stop_token &stop = {});

    /// Makes sure that sequence() knows the events up to `at`, without moving; false when asked to
    /// stop.
    bool extend(Position at, const std::stop_token &stop = {});

    /// The position that moveTo() reached last; none before.
    [[nodiscard]] Position position() const { return m_position; }
    /// How many events are in the state.
    [[nodiscard]] std::uint64_t eventCount() const { return m_index; }
    /// The state; valid until the next moveTo().
    [[nodiscard]] const Fold &fold() const { return *m_fold; }
    /// What could not be taken in, up to here.
    [[nodiscard]] const FoldProblems &problems() const { return m_problems; }

    [[nodiscard]] const EventSequence &sequence() const { return m_sequence; }
    [[nodiscard]] const std::shared_ptr<SnapshotShelf> &shelf() const { return m_shelf; }

private:
    void returnTowards(std::uint64_t goal);
    Result<bool> run(std::uint64_t goal, const std::stop_token &stop);
    bool foldSome(std::span<const FoldEvent> events, const std::stop_token &stop);
    void takeSnapshot();
    [[nodiscard]] std::optional<SnapshotShelf::Entry> nearest(std::uint64_t index) const;
    [[nodiscard]] std::optional<std::uint64_t> nearestIndex(std::uint64_t index) const;

    EventSequence m_sequence;
    ProjectionPtr m_projection;
    std::shared_ptr<SnapshotShelf> m_shelf;
    std::shared_ptr<SnapshotShelf> m_logShelf;
    const CursorPace m_pace;
    std::unique_ptr<Fold> m_fold;
    FoldProblems m_problems;
    SequenceNumbers m_numbers;
    std::uint64_t m_index = 0;
    Position m_position;
    bool m_takesSnapshots = true; // false once they have shown to be too large

    // Measured, in seconds; running means.
    double m_eventCost = 1e-6;
    double m_saveCost = 0;
    double m_returnCost = 0;

    double m_spacing = 0;       // how much folding until the next snapshot
    double m_sinceSnapshot = 0; // how much there was
    /// A save or a return may leave work to the next event, such as a copy of the state: the mean
    /// that this belongs to, and what was measured so far.
    double *m_open = nullptr;
    double m_openCost = 0;
};

} // namespace playhead
