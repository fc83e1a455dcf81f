// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/timestamp.h"
#include "transports/transport.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace playhead {

/// The environment variable that holds the token of receivers, where their URL has none.
inline constexpr const char *receiverTokenVariable = "PLAYHEAD_RECEIVER_TOKEN";

/// The options of a receiver's URL, for forms and help.
[[nodiscard]] std::span<const SourceOption> receiverOptionList();

/// What the URL of a receiver says.
struct ReceiverOptions
{
    std::string host;
    std::uint16_t port = 0;
    bool loopback = true; ///< only this machine reaches it
    std::string token;    ///< senders have to show it; empty: none
    std::size_t bodyLimit = std::size_t(16) << 20U;
    std::uint64_t rateLimit = 500'000;          ///< events and spans a second; 0: none
    Duration settle = 2 * nanosecondsPerSecond; ///< see OtlpWindow

    /// Fails for what makes no sense, and where others reach it and there is no token.
    static Result<ReceiverOptions> fromUrl(const Transport &transport, const SourceUrl &url,
                                           std::uint16_t usualPort);
};

} // namespace playhead
