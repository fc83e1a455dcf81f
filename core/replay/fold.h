// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "model/ids.h"
#include "model/result.h"
#include "replay/json.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// One event on its way into a fold.
struct FoldEvent
{
    const Event *event = nullptr; ///< never null; lives as long as the call
    Position position;            ///< the step that brings it: its publish, or a consumer's ack
    /// Its number within its stream, that is, among the events of its subject, from 0, as whoever
    /// looks has seen them.
    std::uint64_t sequence = 0;
};

/// An event that a fold could not take in; the state is that of the others.
struct FoldProblem
{
    Position position;
    std::string reason; ///< for a person
    int line = 0;       ///< in the script, from 1; 0: not a script's
    int column = 0;     ///< from 1; 0: not known
};

/// Events that a fold could not take in.
struct FoldProblems
{
    std::uint64_t count = 0;
    FoldProblem first;
    /// The fold has stopped at `first` and takes no further events until it is restored: a script
    /// that ran for too long or took too much memory.
    bool stopped = false;

    void add(FoldProblem problem)
    {
        if (count++ == 0) first = std::move(problem);
    }
};

/// What a fold wrote to a stream of its own (emit, linkTo, copyTo): never part of the log.
struct DerivedEvent
{
    std::string stream;
    std::string type; ///< `$>` for a link to an event, `$@` for one to a stream
    Json data;        ///< of a link: the text `sequence@stream`, or `stream`, that it points at
    Json metadata;    ///< null: none
    Position cause;   ///< the event whose handler wrote it
    bool isLink = false;
};

/// The state of a fold at one moment, kept to come back to. Immutable; any thread. A snapshot fits
/// every fold of the same projection.
class FoldSnapshot
{
public:
    virtual ~FoldSnapshot() = default;
    /// What keeping it costs, about.
    [[nodiscard]] virtual std::size_t bytes() const = 0;
    /// As bytes for the case; Projection::decodeSnapshot() reads them.
    [[nodiscard]] virtual std::string encoded() const = 0;
};
using FoldSnapshotPtr = std::shared_ptr<const FoldSnapshot>;

/// The running state of one projection, moved on event by event.
///
/// States are kept by partition. A projection of the whole log has one, whose key is empty; one per
/// subject has a partition a subject; a script partitions as it likes, and may share one more state
/// between all partitions. Deterministic: the same events give the same state, from wherever they
/// resume. One thread at a time, not always the same.
class Fold
{
public:
    virtual ~Fold() = default;

    /// Takes in events, in order. One that fails leaves the state as it was and is added to
    /// `problems`. Ends early when asked to stop or when the fold itself stops. Returns how many
    /// were dealt with.
    virtual std::size_t apply(std::span<const FoldEvent> events, FoldProblems &problems,
                              const std::stop_token &stop = {}) = 0;

    /// Whether states are kept by partition; else there is the one with the empty key.
    [[nodiscard]] virtual bool isPartitioned() const = 0;
    /// Keys of the partitions that have a state, sorted.
    [[nodiscard]] virtual std::vector<std::string> partitions() const = 0;
    /// Null: there is no such state.
    [[nodiscard]] virtual Json state(std::string_view partition) const = 0;
    /// The same without a copy where the fold keeps it as a tree; null: use state(). Valid until
    /// the fold takes in the next event or is restored.
    [[nodiscard]] virtual const Json *peek(std::string_view /*partition*/) const { return nullptr; }
    /// The state shared by all partitions; null: there is none.
    [[nodiscard]] virtual Json sharedState() const { return nullptr; }
    /// What filterBy, transformBy and outputState make of a state; else the state itself.
    [[nodiscard]] virtual Json result(std::string_view partition) const { return state(partition); }
    /// What went wrong when states and results were asked for, or saved: a state that is not JSON,
    /// a result function that fails. Those asked for were null.
    [[nodiscard]] virtual FoldProblems readProblems() const { return {}; }
    /// What was emitted and linked so far, in order.
    [[nodiscard]] virtual std::vector<DerivedEvent> derived() const { return {}; }

    [[nodiscard]] virtual FoldSnapshotPtr save() const = 0;
    virtual void restore(const FoldSnapshotPtr &snapshot) = 0;
};

/// The state of one partition or, where `partition` is null, of all: the one state of a projection
/// without partitions, else an object from partition to state, the shared one under the empty key.
[[nodiscard]] Json wholeState(const Fold &fold, bool results = false);

} // namespace playhead
