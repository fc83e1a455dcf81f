// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answers/condition.h"
#include "answers/foldsource.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_set>
#include <vector>

namespace playhead {

/// Finds the positions at which a condition holds, and serves as a breakpoint while a log is
/// played.
///
/// It can hold only where an event comes in: where the observer folds one (FoldSource). It is
/// tested on that event and on the state after it: of the question's partition; else of the whole
/// log where the projection has one state, of the event's subject where it is per subject, and
/// otherwise of every partition, any of which is enough.
///
/// Every event is folded and tested once, in order, and the answers are kept, a bit a step: asking
/// about what has been passed costs next to nothing, in either direction, and the first question
/// about a later place costs a fold of what lies between. Follows a log that grows.
///
/// One thread at a time. Fails where an event cannot be read, and where the projection stopped (a
/// script that ran for too long): from there on nobody knows the state. A question that is asked to
/// stop is answered by no, and goes on from there when it is asked again.
class WhenFinder
{
public:
    enum class Mode {
        Holds,  ///< wherever it holds
        Becomes ///< where it holds and did not at the partition's event before
    };

    WhenFinder(std::unique_ptr<FoldSource> source, const Projection &projection,
               std::optional<std::string> partition, Condition condition, Mode mode = Mode::Holds);
    /// Over a log.
    WhenFinder(const StateQuestion &question, Condition condition, Mode mode = Mode::Holds);

    /// Whether it holds at the step at `position`: a breakpoint there.
    [[nodiscard]] Result<bool> test(Position position, const std::stop_token &stop = {});

    /// The first position from `from` to `last`, both included, at which it holds; none: nowhere.
    [[nodiscard]] Result<Position> next(Position from, Position last,
                                        const std::stop_token &stop = {});

    /// The last position up to `from`, itself included; none: nowhere.
    [[nodiscard]] Result<Position> previous(Position from, const std::stop_token &stop = {});

    /// All positions up to there have been tested.
    [[nodiscard]] Position reached() const;

    /// Events that could not be folded; the state is that of the others.
    [[nodiscard]] const FoldProblems &problems() const { return m_problems; }

private:
    /// Tests what comes up to there; true: it ended at one at which it holds.
    Result<bool> advance(Position upTo, bool untilFound, const std::stop_token &stop);
    bool take(const SourcedEvent &event);
    bool takeOne(const SourcedEvent &event, const std::string &partition);
    bool takeAnyPartition(const SourcedEvent &event);
    bool fold(const SourcedEvent &event);
    bool counts(const std::string &partition, bool holds);

    [[nodiscard]] Position firstKnown(std::uint64_t from, std::uint64_t last) const;
    void mark(Position position);

    std::unique_ptr<FoldSource> m_source;
    std::unique_ptr<Fold> m_fold;
    bool m_perSubject;
    std::optional<std::string> m_partition;
    Condition m_condition;
    Mode m_mode;
    FoldProblems m_problems;
    std::vector<std::uint64_t> m_found;        // a bit a step, from position 0
    std::unordered_set<std::string> m_holding; // partitions; for Becomes
    std::vector<SourcedEvent> m_events;        // from the source
    std::size_t m_next = 0;                    // of them, to be tested
    Position m_stoppedAt;                      // the projection
    std::string m_stopReason;
};

} // namespace playhead
