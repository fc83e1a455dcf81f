// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "model/result.h"
#include "replay/json.h"

#include <memory>

namespace playhead {

/// The step function of a native projection: how one event changes one state. Without state of its
/// own. Thread-safe: apply() may run on several threads at once, on different states.
class Reducer
{
public:
    virtual ~Reducer() = default;

    /// One state per subject (then apply() sees one subject's events), or one for the whole log.
    [[nodiscard]] virtual bool isPerSubject() const = 0;

    /// The state before any event.
    [[nodiscard]] virtual Json initialState() const { return nullptr; }

    /// Changes `state` by one event. Fails, leaving the state as it was, with a reason for a
    /// person. A null state means: there is none (not yet, or removed).
    virtual Result<void> apply(Json &state, const Event &event) const = 0;
};

using ReducerPtr = std::shared_ptr<const Reducer>;

} // namespace playhead
