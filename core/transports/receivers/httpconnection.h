// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/receivers/httplistener.h"

#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <set>

namespace playhead {

class HttpConnection;

/// What the connections of one listener share. The listener's thread, but for the pool.
struct HttpConnections
{
    const HttpLimits limits;
    HttpService &service;
    boost::asio::thread_pool workers;
    std::set<HttpConnection *> all;
    std::size_t bodies = 0; ///< bytes of bodies in memory
    bool closing = false;

    /// Cuts off who has been waited for longest; false: nobody is waited for.
    bool cutOffLongest();
};

/// One connection: reads requests one after another and answers them. Keeps itself alive while
/// something is under way. The listener's thread.
class HttpConnection : public std::enable_shared_from_this<HttpConnection>
{
public:
    HttpConnection(boost::asio::ip::tcp::socket socket, HttpConnections &others);
    ~HttpConnection();

    void start();
    void cutOff();

    /// Since when the sender is waited for; empty: it waits for us.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> waitingSince() const
    {
        return m_waitingSince;
    }

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    using Response = boost::beast::http::response<boost::beast::http::string_body>;

    void readHead(Duration time);
    void takeHead(boost::beast::error_code error);
    void readBody();
    void takeBody(boost::beast::error_code error);
    void handOver();
    void refuse(const RequestAnswer &answer);
    void refuse(boost::beast::error_code error);
    void write(const RequestAnswer &answer, bool keepAlive);
    void drain();
    void countBody(std::size_t bytes);
    [[nodiscard]] ReceivedRequest head() const;

    HttpConnections &m_others;
    boost::beast::tcp_stream m_stream;
    boost::beast::flat_buffer m_buffer;
    std::optional<Parser> m_parser;
    Response m_response;
    std::array<char, 16384> m_drained{};
    std::optional<std::chrono::steady_clock::time_point> m_waitingSince;
    std::size_t m_bodyBytes = 0; ///< of HttpConnections::bodies
};

} // namespace playhead
