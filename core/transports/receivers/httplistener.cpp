// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/receivers/httplistener.h"

#include "formats/jsontext.h"
#include "transports/receivers/httpconnection.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <future>
#include <thread>

#include <fmt/format.h>

namespace playhead {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// Until somebody is accepted again where the machine has no room for more connections.
constexpr std::chrono::milliseconds breath(100);

Result<asio::ip::address> addressOf(const std::string &host)
{
    boost::system::error_code error;
    auto address = asio::ip::make_address(host, error);
    if (!error) return address;
    asio::io_context context;
    tcp::resolver resolver(context);
    const auto found = resolver.resolve(host, "", error);
    if (error || found.empty())
        return failure(
            fmt::format("'{}' is no address of this machine: {}.", host, error.message()));
    address = found.begin()->endpoint().address();
    for (const auto &entry : found) // what senders try first
        if (entry.endpoint().address().is_v4()) return entry.endpoint().address();
    return address;
}

} // namespace

RequestAnswer HttpService::problem(unsigned status, std::string_view message)
{
    RequestAnswer answer;
    answer.status = status;
    answer.body = "{\"message\":";
    appendJsonString(answer.body, message);
    answer.body += "}\n";
    return answer;
}

Result<bool> isLoopback(const std::string &host)
{
    const auto address = addressOf(host);
    if (!address) return tl::unexpected(address.error());
    return address->is_loopback();
}

class HttpListener::Private
{
public:
    Private(HttpLimits limits, HttpService &service)
        : m_connections{limits, service, asio::thread_pool(limits.workers), {}, 0, false}
    {}
    ~Private() { close(); }

    Result<void> open(const std::string &host, std::uint16_t port);

private:
    void accept();
    void take(tcp::socket socket);
    void close();

    asio::io_context m_io{1};
    HttpConnections m_connections;
    tcp::acceptor m_acceptor{m_io};
    asio::steady_timer m_pause{m_io};
    std::jthread m_thread;
};

Result<void> HttpListener::Private::open(const std::string &host, std::uint16_t port)
{
    const auto address = addressOf(host);
    if (!address) return tl::unexpected(address.error());
    const tcp::endpoint endpoint(*address, port);
    boost::system::error_code error;
    m_acceptor.open(endpoint.protocol(), error);
    if (!error) m_acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) m_acceptor.bind(endpoint, error);
    if (!error) m_acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error == asio::error::address_in_use)
        return failure(fmt::format("Port {} of {} is taken by another program. End it, or choose "
                                   "another port.",
                                   port, host));
    if (error)
        return failure(
            fmt::format("Cannot listen on port {} of {}: {}.", port, host, error.message()));
    accept();
    m_thread = std::jthread([this] { m_io.run(); });
    return {};
}

void HttpListener::Private::accept()
{
    m_acceptor.async_accept([this](boost::system::error_code error, tcp::socket socket) {
        if (error == asio::error::operation_aborted || m_connections.closing) return;
        if (!error) {
            take(std::move(socket));
            accept();
            return;
        }
        m_connections.cutOffLongest();
        m_pause.expires_after(breath);
        m_pause.async_wait([this](boost::system::error_code aborted) {
            if (!aborted && !m_connections.closing) accept();
        });
    });
}

void HttpListener::Private::take(tcp::socket socket)
{
    while (m_connections.all.size() >= m_connections.limits.connections)
        if (!m_connections.cutOffLongest()) break;
    std::make_shared<HttpConnection>(std::move(socket), m_connections)->start();
}

void HttpListener::Private::close()
{
    if (!m_thread.joinable()) return;
    auto guard = asio::make_work_guard(m_io);
    std::promise<void> closing;
    asio::post(m_io, [this, &closing] {
        m_connections.closing = true;
        boost::system::error_code ignored;
        m_acceptor.close(ignored);
        m_pause.cancel();
        while (m_connections.cutOffLongest()) {
        }
        closing.set_value();
    });
    closing.get_future().wait();
    // What is being answered is written: the thread ends when nothing is under way any more.
    m_connections.workers.join();
    guard.reset();
    m_thread.join();
}

HttpListener::HttpListener(std::unique_ptr<Private> opened) : d(std::move(opened)) {}
HttpListener::~HttpListener() = default;

Result<std::unique_ptr<HttpListener>> HttpListener::open(const std::string &host,
                                                         std::uint16_t port, HttpLimits limits,
                                                         HttpService &service)
{
    auto d = std::make_unique<Private>(limits, service);
    if (const auto opened = d->open(host, port); !opened) return tl::unexpected(opened.error());
    return std::unique_ptr<HttpListener>(new HttpListener(std::move(d)));
}

} // namespace playhead
