// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace playhead::test {

/// A socket of this machine's loopback.
class LoopbackSocket
{
public:
    LoopbackSocket() : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    ~LoopbackSocket() { ::close(m_socket); }
    LoopbackSocket(const LoopbackSocket &) = delete;
    LoopbackSocket &operator=(const LoopbackSocket &) = delete;

    /// Takes a port that is free, and keeps others from listening there. 0: it cannot.
    std::uint16_t occupy()
    {
        auto address = loopback(0);
        socklen_t size = sizeof address;
        auto *raw = reinterpret_cast<sockaddr *>(&address);
        if (::bind(m_socket, raw, size) != 0 || ::listen(m_socket, 1) != 0
            || ::getsockname(m_socket, raw, &size) != 0)
            return 0;
        return ntohs(address.sin_port);
    }

    /// Sends a request and reads the whole answer; empty: nobody listens.
    std::string ask(std::uint16_t port, std::string_view request)
    {
        const auto address = loopback(port);
        if (::connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
            || ::send(m_socket, request.data(), request.size(), MSG_NOSIGNAL) < 0)
            return {};
        std::string answer;
        char bytes[4096];
        for (ssize_t got = 0; (got = ::recv(m_socket, bytes, sizeof bytes, 0)) > 0;)
            answer.append(bytes, static_cast<std::size_t>(got));
        return answer;
    }

private:
    static sockaddr_in loopback(std::uint16_t port)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }

    int m_socket;
};

/// A port that was free a moment ago.
inline std::uint16_t freePort()
{
    return LoopbackSocket().occupy();
}

/// Posts a CloudEvent as any program would; whether it was taken.
inline bool postEvent(std::uint16_t port, const std::string &id, const std::string &token = {})
{
    const std::string body = R"({"amount":12})";
    auto request = "POST /events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                   "ce-specversion: 1.0\r\nce-type: order.placed\r\nce-source: shop\r\nce-id: "
                   + id + "\r\nContent-Type: application/json\r\nContent-Length: "
                   + std::to_string(body.size()) + "\r\n";
    if (!token.empty()) request += "Authorization: Bearer " + token + "\r\n";
    const auto answer = LoopbackSocket().ask(port, request + "\r\n" + body);
    return answer.starts_with("HTTP/1.1 2");
}

} // namespace playhead::test
