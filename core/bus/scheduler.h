// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/timestamp.h"

#include <cstdint>
#include <functional>

namespace playhead {

/// Names a scheduled task of one scheduler. 0: none.
using TaskId = std::uint64_t;

/// The clock, and whoever calls back later. The bus knows no other time, so that a test or a
/// scenario can run faster than time.
class Scheduler
{
public:
    virtual ~Scheduler() = default;

    /// Never goes back.
    [[nodiscard]] virtual Timestamp now() const = 0;

    /// Calls `task` once, `delay` from now; a delay below 0 is 0. Never calls it before returning.
    /// Tasks that are due at the same time run in the order in which they were scheduled. A task
    /// must not throw.
    virtual TaskId schedule(Duration delay, std::function<void()> task) = 0;

    /// True: the task will not run. False: it has run, is running, or is not known.
    virtual bool cancel(TaskId id) = 0;

    /// In virtual time everything happens on one thread: queued consumers get no thread of their
    /// own, and a publisher cannot wait for a full queue.
    [[nodiscard]] virtual bool isVirtual() const = 0;
};

} // namespace playhead
