// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace playhead {

/// Marks the time in which this thread delivers, so that unsubscribing knows whether it may wait.
class HandlerScope
{
public:
    HandlerScope() { ++s_depth; }
    ~HandlerScope() { --s_depth; }
    HandlerScope(const HandlerScope &) = delete;
    HandlerScope &operator=(const HandlerScope &) = delete;

    [[nodiscard]] static bool isInside() { return s_depth > 0; }

private:
    static inline constinit thread_local int s_depth = 0;
};

} // namespace playhead
