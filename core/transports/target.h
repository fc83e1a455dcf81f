// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "model/result.h"

#include <cstdint>
#include <stop_token>
#include <string_view>

namespace playhead {

/// Marks events that a replay or a bridge published: an extension attribute, written as a header
/// the way the transport writes CloudEvents attributes. Its value names who did it. Bridges do not
/// carry on, and replays do not publish again, what has it: nothing runs in circles.
inline constexpr std::string_view replayedAttribute = "playheadreplayed";

/// Where events are published: an exchange, a topic. CloudEvents in binary mode, as the transport
/// binds them. One thread at a time.
class Target
{
public:
    virtual ~Target() = default;

    /// Connects, so that publish() is fast; fails with a reason where the server is not reached or
    /// the destination is not there.
    virtual Result<void> connect() = 0;

    /// Sends one event. `channel` is where it was published in the log (a topic, an exchange, a
    /// queue), for targets that keep it; others send all to the one of their URL. May wait for the
    /// server, and until `stop`. An error may be about an event sent before.
    virtual Result<void> publish(const Event &event, std::string_view channel,
                                 const std::stop_token &stop) = 0;

    /// Waits until the server has confirmed all that was published, or `stop`. Fails where it
    /// refused some, saying how many and why.
    virtual Result<void> flush(const std::stop_token &stop) = 0;

    /// Events that the server has confirmed.
    [[nodiscard]] virtual std::uint64_t confirmed() const = 0;
};

} // namespace playhead
