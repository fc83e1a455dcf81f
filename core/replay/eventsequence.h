// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/result.h"
#include "replay/branch.h"
#include "replay/branchpatch.h"
#include "replay/fold.h"
#include "replay/observed.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// Whose events, of which course of things, and which of them.
struct SequenceScope
{
    Observer observer = {};
    BranchPtr branch = {};                   ///< null: the log as it is
    std::optional<std::string> subject = {}; ///< only events of this one
};

/// Events as they go into a fold; used again from batch to batch.
struct EventBatch
{
    std::vector<FoldEvent> folded; ///< points into `events`, or at events of the branch

    std::vector<Event> events; ///< the log's own; more may be there than are folded
    std::vector<EventNumber> numbers;
    std::vector<Position> positions;
    std::vector<EventPtr> inserted;
};

/// Counts the events of each subject while a sequence is read in order; kept from read to read.
/// One thread at a time.
class SequenceNumbers
{
public:
    /// `areRead`: false where nobody looks at FoldEvent::sequence, which then says nothing.
    explicit SequenceNumbers(bool areRead = true);
    ~SequenceNumbers();
    SequenceNumbers(SequenceNumbers &&) noexcept;
    SequenceNumbers &operator=(SequenceNumbers &&) noexcept;

private:
    friend class EventSequence;
    struct Counts;
    std::unique_ptr<Counts> m_counts;
    std::uint64_t m_index = 0; // where the next read must go on for the counts to hold
    bool m_areRead;
    bool m_fromStart = true; // what is not in the map was not met; else: is not known
};

/// What an observer folds, in order: events numbered from 0, each with its position and its number
/// within its subject. Of the log or of a branch, of all subjects or of one.
///
/// Sees the log up to where it was extended to; the rest does not change under a reader.
/// Threads: extend() by one and nobody else meanwhile; the const functions by any number.
class EventSequence
{
public:
    /// Fails where the branch does not fit the log. Cost: for a branch, that of the log's index up
    /// to its end; else nothing.
    static Result<EventSequence> make(LogPtr log, SequenceScope scope,
                                      const std::stop_token &stop = {});

    [[nodiscard]] const Log &log() const { return *m_log; }
    [[nodiscard]] const SequenceScope &scope() const { return m_scope; }

    /// Makes sure that events up to `at` are seen, if the log has them; false when asked to stop.
    bool extend(Position at, const std::stop_token &stop = {});

    /// How many events there are up to a position; within what was extended to. Cost: 1 us.
    [[nodiscard]] std::uint64_t countUpTo(Position at) const;
    [[nodiscard]] Position positionAt(std::uint64_t index) const;

    /// Reads `count` events from `first` on. Cost: as Log::readEvents(), and 50 ns for the number
    /// of each, 1 us for a subject that is met first in the middle.
    Result<void> read(std::uint64_t first, std::size_t count, SequenceNumbers &numbers,
                      EventBatch &batch) const;

    /// How many events at the start are those of the log itself: all, unless for a branch.
    [[nodiscard]] std::uint64_t commonWithLog() const;

private:
    EventSequence(LogPtr log, SequenceScope scope);
    void resolveSubject();
    void addRun(const BranchPatch::Run &run, std::uint64_t count, EventBatch &batch) const;
    [[nodiscard]] std::uint64_t sequenceAt(std::uint64_t index, NameId subject, Position at) const;
    void number(std::uint64_t first, SequenceNumbers &numbers, EventBatch &batch) const;
    [[nodiscard]] NameId subjectOf(const FoldEvent &event, EventNumber number) const;

    LogPtr m_log;
    SequenceScope m_scope;
    std::shared_ptr<const ContributionIndex> m_index;
    std::optional<BranchPlan> m_plan;
    std::optional<NameId> m_subject;
    bool m_isUnknown = false; // a subject that the log has not met yet
    Position m_extended;
    Observed m_observed;
    BranchPatch m_patch;
};

} // namespace playhead
