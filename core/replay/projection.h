// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/fold.h"
#include "replay/reducer.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// A fold over events that yields state: native (a Reducer) or a script. Immutable and thread-safe;
/// what runs is the Fold that it starts.
class Projection
{
public:
    virtual ~Projection() = default;

    /// True: partitions are subjects, and a subject's state depends on that subject's own events
    /// only, so that it can be had from those alone.
    [[nodiscard]] virtual bool isPerSubject() const = 0;

    /// Whether its folds read FoldEvent::sequence: counting costs a lookup an event.
    [[nodiscard]] virtual bool readsSequence() const { return true; }

    /// A fold that has seen nothing yet. Never null.
    [[nodiscard]] virtual std::unique_ptr<Fold> start() const = 0;

    /// The snapshot that FoldSnapshot::encoded() wrote; null: it cannot be read.
    [[nodiscard]] virtual FoldSnapshotPtr decodeSnapshot(std::string_view bytes) const = 0;

    /// Changes whenever the projection gives other states: kept snapshots of another one are void.
    [[nodiscard]] virtual std::string fingerprint() const = 0;
};

using ProjectionPtr = std::shared_ptr<const Projection>;

/// The projection that folds with `reducer`. `name` is its fingerprint; it names the reducer and
/// the version of what it does, such as `merge-1`.
ProjectionPtr reducerProjection(std::string name, ReducerPtr reducer);

/// The default: an event's data merges into its subject's state by JSON Merge Patch (RFC 7396); an
/// event whose type's last word is `deleted` or `removed` removes it. Data that is not an object
/// becomes the state as it is; events without data change nothing.
ProjectionPtr mergeProjection();
/// Its step function.
ReducerPtr mergeReducer();

/// The projections that are to be had by name: `merge`, those that scenarios add, and scripts.
class ProjectionTable
{
public:
    ProjectionTable(); ///< holds `merge`
    void add(std::string name, ProjectionPtr projection);
    void remove(std::string_view name);
    [[nodiscard]] ProjectionPtr find(std::string_view name) const; ///< null: not known
    [[nodiscard]] std::vector<std::string> names() const;

private:
    std::map<std::string, ProjectionPtr, std::less<>> m_projections;
};

} // namespace playhead
