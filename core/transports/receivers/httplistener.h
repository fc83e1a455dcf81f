// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "model/timestamp.h"
#include "transports/receivers/http.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace playhead {

/// What senders may cost, all together.
struct HttpLimits
{
    std::size_t body = std::size_t(16) << 20U;   ///< bytes of one request's body
    std::size_t head = std::size_t(16) << 10U;   ///< bytes of a request line and its headers
    std::size_t bodies = std::size_t(64) << 20U; ///< bytes of all bodies that are in memory at once
    std::size_t connections = 256;
    std::size_t workers = 4; ///< requests that are answered at once
    // From first to last byte, however slowly they come:
    Duration headTime = 10 * nanosecondsPerSecond;
    Duration bodyTime = 60 * nanosecondsPerSecond;
    Duration idleTime = 60 * nanosecondsPerSecond; ///< until the next request of a connection
};

/// An HTTP/1.1 server for small requests, made for senders that cannot be trusted: one thread moves
/// all bytes, so that a slow sender holds up nobody; workers see whole requests only. Where there
/// are too many connections or too much in memory, who has kept it waiting longest is cut off: a
/// sender that sends is never turned away by ones that do not.
class HttpListener
{
public:
    /// Listens at once. Fails where the address is none of this machine or the port is taken.
    /// `service` must outlive it.
    static Result<std::unique_ptr<HttpListener>> open(const std::string &host, std::uint16_t port,
                                                      HttpLimits limits, HttpService &service);
    /// Takes no more requests, answers those that are whole, and closes.
    ~HttpListener();

private:
    class Private;
    explicit HttpListener(std::unique_ptr<Private> opened);
    std::unique_ptr<Private> d;
};

/// Whether only this machine reaches what listens there. Fails for what is no address or name.
[[nodiscard]] Result<bool> isLoopback(const std::string &host);

} // namespace playhead
