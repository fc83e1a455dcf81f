// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "transports/messageevents.h"
#include "transports/sourceurl.h"
#include "transports/transport.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// What a URL says about a RabbitMQ server, with what goes without saying filled in. Holds the
/// password, in memory only.
struct RabbitMqSettings
{
    std::string text; ///< the URL without secrets, for messages
    std::string host;
    std::uint16_t port = 0;
    std::string vhost; ///< `/` where none was said
    std::string user;
    std::string password;

    bool tls = false;
    std::string authorities; ///< file with the certificates that are trusted; empty: the system's
    std::string certificate; ///< file with our own, where the server asks for one
    std::string privateKey;
    bool verifies = true; ///< that the server is who it says it is

    std::string management; ///< address of the management interface; empty: not used

    // Of sources:
    std::vector<std::string> exchanges;
    std::vector<std::string> patterns; ///< for all exchanges; empty: everything
    bool firehose = false;
    MessageNaming naming;

    // Of targets:
    std::string routing; ///< empty: as the event says

    // Of dead letters:
    std::string queue;
    bool redrivesToQueue = false; ///< past its exchange

    [[nodiscard]] std::string address() const; ///< `host:port`
    /// `'rabbitmqctl trace_on -p VHOST'`, quoted for messages; `what` is `trace_on` or `trace_off`.
    [[nodiscard]] std::string command(std::string_view what) const;

    /// Fails for what makes no sense. User and password come from the URL, else from the
    /// environment (`AMQP_USER`, `AMQP_PASSWORD`), else they are `guest`.
    static Result<RabbitMqSettings> fromUrl(const SourceUrl &url);
};

/// Options of the URLs (see SourceOption).
[[nodiscard]] std::span<const SourceOption> rabbitMqOptions();

} // namespace playhead
