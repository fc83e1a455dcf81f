// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace playhead::test {

struct HttpReply
{
    int status = 0; ///< 0: there was none
    std::string headers;
    std::string body;
};

/// One TCP connection to a port of this machine, for senders of any manners. Waits up to half a
/// minute for what it expects.
class RawConnection
{
public:
    explicit RawConnection(std::uint16_t port);
    ~RawConnection();
    RawConnection(RawConnection &&other) noexcept;
    RawConnection(const RawConnection &) = delete;
    RawConnection &operator=(const RawConnection &) = delete;
    RawConnection &operator=(RawConnection &&) = delete;

    [[nodiscard]] bool isOpen() const { return m_socket >= 0; }
    /// False where the other side has closed.
    bool send(std::string_view bytes);
    /// The next answer, whole.
    HttpReply reply();
    /// Whether the other side closes, within the time that is waited.
    bool waitForClose();

private:
    bool receiveMore();

    int m_socket = -1;
    std::string m_received;
};

/// A request as text, with its length; `headers` end in `\r\n` each.
[[nodiscard]] std::string postRequest(std::string_view path, std::string_view headers,
                                      std::string_view body);
/// Posts on a connection of its own.
HttpReply post(std::uint16_t port, std::string_view path, std::string_view contentType,
               std::string_view body, std::string_view moreHeaders = {});
/// A port that was free a moment ago.
[[nodiscard]] std::uint16_t freePort();
[[nodiscard]] std::string gzipped(std::string_view text);
/// Bytes of memory that this process holds.
[[nodiscard]] std::size_t residentMemory();

} // namespace playhead::test
