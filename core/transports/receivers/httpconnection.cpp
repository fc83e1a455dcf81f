// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/receivers/httpconnection.h"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <fmt/format.h>

namespace playhead {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::size_t readAtOnce = std::size_t(64) << 10U;
constexpr seconds writeTime(10);
/// How long what a sender goes on sending is thrown away, so that it gets to read the answer.
constexpr seconds drainTime(2);

} // namespace

bool HttpConnections::cutOffLongest()
{
    HttpConnection *longest = nullptr;
    for (auto *connection : all) {
        if (!connection->waitingSince()) continue;
        if (!longest || *connection->waitingSince() < *longest->waitingSince())
            longest = connection;
    }
    if (longest) longest->cutOff();
    return longest != nullptr;
}

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, HttpConnections &others)
    : m_others(others),
      m_stream(std::move(socket)),
      m_buffer(std::max(readAtOnce, others.limits.head))
{
    m_others.all.insert(this);
}

HttpConnection::~HttpConnection()
{
    countBody(0);
    m_others.all.erase(this);
}

void HttpConnection::start()
{
    beast::error_code ignored;
    m_stream.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    readHead(m_others.limits.headTime);
}

void HttpConnection::cutOff()
{
    m_waitingSince.reset();
    countBody(0);
    m_others.all.erase(this);
    m_stream.close();
}

void HttpConnection::countBody(std::size_t bytes)
{
    m_others.bodies += bytes;
    m_others.bodies -= std::exchange(m_bodyBytes, bytes);
}

void HttpConnection::readHead(Duration time)
{
    countBody(0);
    m_parser.emplace();
    m_parser->header_limit(static_cast<std::uint32_t>(m_others.limits.head));
    m_parser->body_limit(m_others.limits.body);
    m_waitingSince = std::chrono::steady_clock::now();
    m_stream.expires_after(nanoseconds(time));
    http::async_read_header(m_stream, m_buffer, *m_parser,
                            [self = shared_from_this()](beast::error_code error, std::size_t) {
                                self->takeHead(error);
                            });
}

ReceivedRequest HttpConnection::head() const
{
    const auto &message = m_parser->get();
    const auto target = message.target();
    ReceivedRequest request;
    request.method = message.method_string();
    request.path = target.substr(0, target.find('?'));
    for (const auto &field : message)
        request.headers.emplace_back(field.name_string(), field.value());
    return request;
}

void HttpConnection::takeHead(beast::error_code error)
{
    if (!m_waitingSince) return; // cut off
    if (error) {
        refuse(error);
        return;
    }
    if (const auto answer = m_others.service.refusal(head())) {
        refuse(*answer);
        return;
    }
    if (!m_parser->chunked() && !m_parser->content_length()) {
        refuse(HttpService::problem(411, "The request does not say how long it is: Content-Length "
                                         "or Transfer-Encoding: chunked is missing."));
        return;
    }
    m_stream.expires_after(nanoseconds(m_others.limits.bodyTime));
    if (!beast::iequals(m_parser->get()[http::field::expect], "100-continue")) {
        readBody();
        return;
    }
    static constexpr std::string_view goOn = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(m_stream, asio::buffer(goOn),
                      [self = shared_from_this()](beast::error_code failed, std::size_t) {
                          if (!failed && self->m_waitingSince) self->readBody();
                      });
}

void HttpConnection::readBody()
{
    if (m_parser->is_done()) {
        handOver();
        return;
    }
    http::async_read_some(m_stream, m_buffer, *m_parser,
                          [self = shared_from_this()](beast::error_code error, std::size_t) {
                              self->takeBody(error);
                          });
}

void HttpConnection::takeBody(beast::error_code error)
{
    if (!m_waitingSince) return; // cut off
    if (error) {
        refuse(error);
        return;
    }
    countBody(m_parser->get().body().size());
    while (m_others.bodies > m_others.limits.bodies && m_others.cutOffLongest()) {
    }
    if (m_waitingSince) readBody();
}

void HttpConnection::handOver()
{
    m_waitingSince.reset();
    m_stream.expires_never();
    auto request = head();
    const bool keepAlive = m_parser->keep_alive();
    request.body = std::move(m_parser->get().body());
    asio::post(m_others.workers,
               [self = shared_from_this(), request = std::move(request), keepAlive]() mutable {
                   auto answer = self->m_others.service.answer(request);
                   request = {};
                   auto executor = self->m_stream.get_executor();
                   asio::post(executor, [self = std::move(self), answer = std::move(answer),
                                         keepAlive] { self->write(answer, keepAlive); });
               });
}

void HttpConnection::refuse(beast::error_code error)
{
    const auto problem = [](unsigned status, std::string_view message) {
        return HttpService::problem(status, message);
    };
    if (error == http::error::body_limit)
        refuse(problem(413, fmt::format("The body is larger than {} bytes; send less at once.",
                                        m_others.limits.body)));
    else if (error == http::error::header_limit || error == http::error::buffer_overflow)
        refuse(problem(431,
                       fmt::format("The headers are larger than {} bytes.", m_others.limits.head)));
    else if (error == beast::error::timeout)
        cutOff(); // the stream is closed: nothing can be said any more
    else if (error == http::error::end_of_stream || error == http::error::partial_message
             || error.category() != http::make_error_code(http::error::bad_version).category())
        cutOff(); // the sender is gone
    else
        refuse(problem(400, fmt::format("This is no HTTP/1.1 request: {}.", error.message())));
}

void HttpConnection::refuse(const RequestAnswer &answer)
{
    write(answer, false);
}

void HttpConnection::write(const RequestAnswer &answer, bool keepAlive)
{
    m_waitingSince.reset();
    countBody(0);
    keepAlive = keepAlive && !m_others.closing;
    m_response = Response(http::int_to_status(answer.status), 11);
    m_response.set(http::field::server, "Playhead");
    m_response.set(http::field::content_type, answer.contentType);
    for (const auto &[name, value] : answer.headers)
        m_response.set(name, value);
    m_response.keep_alive(keepAlive);
    m_response.body() = answer.body;
    m_response.prepare_payload();
    m_stream.expires_after(writeTime);
    http::async_write(m_stream, m_response,
                      [self = shared_from_this(), keepAlive](beast::error_code error, std::size_t) {
                          if (error) return;
                          if (keepAlive && !self->m_others.closing) {
                              self->readHead(self->m_others.limits.idleTime);
                              return;
                          }
                          beast::error_code ignored;
                          self->m_stream.socket().shutdown(asio::socket_base::shutdown_send,
                                                           ignored);
                          self->m_waitingSince = std::chrono::steady_clock::now();
                          self->m_stream.expires_after(drainTime);
                          self->drain();
                      });
}

/// Closing at once would reset the connection while the sender still sends, and lose the answer.
void HttpConnection::drain()
{
    m_stream.async_read_some(asio::buffer(m_drained),
                             [self = shared_from_this()](beast::error_code error, std::size_t) {
                                 if (!error && !self->m_others.closing) self->drain();
                             });
}

} // namespace playhead
