// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "model/result.h"
#include "replay/json.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace playhead {

/// A fold over events that yields state. Without state of its own: the same events give the same
/// state, whoever folds them, from wherever they resume.
///
/// Thread-safe: apply() may run on several threads at once, on different states.
class Projection
{
public:
    virtual ~Projection() = default;

    /// One state per subject (then apply() sees one subject's events), or one for the whole log.
    [[nodiscard]] virtual bool isPerSubject() const = 0;

    /// The state before any event.
    [[nodiscard]] virtual Json initialState() const { return nullptr; }

    /// Changes `state` by one event. Fails, leaving the state as it was, with a reason for a
    /// person. A null state means: there is none (not yet, or removed).
    virtual Result<void> apply(Json &state, const Event &event) const = 0;
};

using ProjectionPtr = std::shared_ptr<const Projection>;

/// The default: an event's data merges into its subject's state by JSON Merge Patch (RFC 7396); an
/// event whose type's last word is `deleted` or `removed` removes it. Data that is not an object
/// becomes the state as it is; events without data change nothing.
ProjectionPtr mergeProjection();

/// The projections that this build knows by name: `merge`, and those that scenarios add.
class ProjectionTable
{
public:
    ProjectionTable(); ///< holds `merge`
    void add(std::string name, ProjectionPtr projection);
    [[nodiscard]] ProjectionPtr find(std::string_view name) const; ///< null: not known
    [[nodiscard]] std::vector<std::string> names() const;

private:
    std::map<std::string, ProjectionPtr, std::less<>> m_projections;
};

} // namespace playhead
