// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "transports/sourceurl.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace playhead {

/// One direction of a bridge: what a real system publishes comes onto a channel of a scenario, or
/// what is published on channels of the scenario goes to the real system. A value.
struct BridgeRoute
{
    enum class Direction : std::uint8_t { From, To };
    Direction direction = Direction::From;
    SourceUrl url;
    std::string channel; ///< From: a channel; To: a pattern of channels

    /// `from amqp://host/orders to the channel orders`, without secrets.
    [[nodiscard]] std::string text() const;
};

/// Reads a route as scenario files say it: exactly one of `from` and `to` is a URL, the other
/// empty. Fails, saying what is wrong, also for a URL with a password: these do not belong in
/// files.
Result<BridgeRoute> readBridgeRoute(std::string_view from, std::string_view to,
                                    std::string_view channel);

} // namespace playhead
