// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpclient.h"

#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <zlib.h>

#include <fmt/format.h>

namespace playhead::test {
namespace {

constexpr timeval patience{30, 0};

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

} // namespace

RawConnection::RawConnection(std::uint16_t port) : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
{
    const auto address = loopback(port);
    ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
        return;
    ::close(m_socket);
    m_socket = -1;
}

RawConnection::~RawConnection()
{
    if (isOpen()) ::close(m_socket);
}

RawConnection::RawConnection(RawConnection &&other) noexcept
    : m_socket(std::exchange(other.m_socket, -1)), m_received(std::move(other.m_received))
{}

bool RawConnection::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawConnection::receiveMore()
{
    char buffer[16384];
    const auto got = ::recv(m_socket, buffer, sizeof buffer, 0);
    if (got > 0) m_received.append(buffer, static_cast<std::size_t>(got));
    return got > 0;
}

bool RawConnection::waitForClose()
{
    errno = 0;
    while (receiveMore())
        errno = 0;
    return errno != EAGAIN;
}

HttpReply RawConnection::reply()
{
    HttpReply reply;
    std::size_t end = 0;
    while ((end = m_received.find("\r\n\r\n")) == std::string::npos)
        if (!receiveMore()) return reply;
    reply.headers = m_received.substr(0, end + 2);
    m_received.erase(0, end + 4);
    std::from_chars(reply.headers.data() + 9, reply.headers.data() + 12, reply.status);
    std::size_t length = 0;
    constexpr std::string_view name = "Content-Length: ";
    if (const auto at = reply.headers.find(name); at != std::string::npos)
        std::from_chars(reply.headers.data() + at + name.size(),
                        reply.headers.data() + reply.headers.size(), length);
    while (m_received.size() < length)
        if (!receiveMore()) break;
    reply.body = m_received.substr(0, length);
    m_received.erase(0, length);
    return reply;
}

std::string postRequest(std::string_view path, std::string_view headers, std::string_view body)
{
    return fmt::format("POST {} HTTP/1.1\r\nHost: localhost\r\n{}Content-Length: {}\r\n\r\n{}",
                       path, headers, body.size(), body);
}

HttpReply post(std::uint16_t port, std::string_view path, std::string_view contentType,
               std::string_view body, std::string_view moreHeaders)
{
    RawConnection connection(port);
    connection.send(
        postRequest(path, fmt::format("Content-Type: {}\r\n{}", contentType, moreHeaders), body));
    return connection.reply();
}

std::uint16_t freePort()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    auto address = loopback(0);
    socklen_t size = sizeof address;
    ::bind(socket, reinterpret_cast<const sockaddr *>(&address), size);
    ::getsockname(socket, reinterpret_cast<sockaddr *>(&address), &size);
    ::close(socket);
    return ntohs(address.sin_port);
}

std::string gzipped(std::string_view text)
{
    z_stream stream{};
    constexpr int gzip = 15 + 16;
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip, 9, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::size_t residentMemory()
{
    std::size_t pages = 0;
    std::size_t resident = 0;
    if (std::FILE *file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%zu %zu", &pages, &resident) != 2) resident = 0;
        std::fclose(file);
    }
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace playhead::test
