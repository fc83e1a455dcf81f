// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "model/ids.h"
#include "model/result.h"

#include <cstddef>
#include <span>
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

    /// The events with those numbers, into `out`, which is as long and whose memory is used again.
    /// Stores that read in blocks read each block once where numbers follow each other.
    virtual Result<void> events(std::span<const EventNumber> numbers, std::span<Event> out)
    {
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            auto one = event(numbers[i]);
            if (!one) return tl::unexpected(std::move(one.error()));
            out[i] = std::move(*one);
        }
        return {};
    }

    /// The reason kept with the step at that position; empty where there is none.
    virtual Result<std::string> reason(Position position) = 0;
};

} // namespace playhead
