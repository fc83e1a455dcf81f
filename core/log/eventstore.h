// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "model/ids.h"
#include "model/result.h"

#include <string>

namespace playhead {

/// Where the payloads of one log are read from: the blocks of a case, or the mapped file that a log
/// was opened from. All functions are thread-safe.
class EventStore
{
public:
    virtual ~EventStore() = default;

    /// The event with that number. Fails where it is not there or cannot be read.
    virtual Result<Event> event(EventNumber number) = 0;

    /// The reason kept with the step at that position; empty where there is none.
    virtual Result<std::string> reason(Position position) = 0;
};

} // namespace playhead
