// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/amqpconnection.h"

#include "transports/rabbitmq/amqpbytes.h"

#include <array>
#include <utility>

#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <fmt/format.h>
#include <openssl/ssl.h>

namespace playhead {
namespace {

constexpr int heartbeatSeconds = 20;
constexpr timeval connectTimeout{5, 0};
constexpr timeval answerTimeout{10, 0};

amqp_table_entry_t textEntry(std::string_view key, std::string_view value)
{
    amqp_table_entry_t entry{};
    entry.key = bytesOf(key);
    entry.value.kind = AMQP_FIELD_KIND_UTF8;
    entry.value.value.bytes = bytesOf(value);
    return entry;
}

} // namespace

AmqpConnection::Opened AmqpConnection::open(const RabbitMqSettings &settings,
                                            std::string_view purpose)
{
    std::unique_ptr<AmqpConnection> connection(new AmqpConnection);
    connection->m_address = settings.address();
    if (auto fault = connection->connect(settings)) return tl::unexpected(std::move(*fault));
    if (auto fault = connection->logIn(settings, purpose)) return tl::unexpected(std::move(*fault));
    connection->m_isOpen = true;
    return connection;
}

AmqpConnection::~AmqpConnection()
{
    if (m_isOpen) {
        constexpr timeval farewell{2, 0};
        amqp_set_rpc_timeout(m_state, &farewell);
        amqp_connection_close(m_state, AMQP_REPLY_SUCCESS);
    }
    amqp_destroy_connection(m_state);
}

AmqpOutcome AmqpConnection::connect(const RabbitMqSettings &settings)
{
    auto *socket = settings.tls ? amqp_ssl_socket_new(m_state) : amqp_tcp_socket_new(m_state);
    if (!socket) return AmqpFault{"There is no memory for a connection.", 0, false, true};
    if (settings.tls) {
        const auto refuse = [&](const std::string &file) {
            return AmqpFault{fmt::format("The file {} cannot be used for TLS with {}: is it there, "
                                         "and in PEM format?",
                                         file, m_address),
                             0, false, false};
        };
        amqp_ssl_socket_set_verify_peer(socket, settings.verifies);
        amqp_ssl_socket_set_verify_hostname(socket, settings.verifies);
        const auto &ca = settings.authorities;
        if (ca.empty())
            SSL_CTX_set_default_verify_paths(
                static_cast<SSL_CTX *>(amqp_ssl_socket_get_context(socket)));
        else if (amqp_ssl_socket_set_cacert(socket, ca.c_str()) != AMQP_STATUS_OK)
            return refuse(ca);
        if (!settings.certificate.empty()
            && amqp_ssl_socket_set_key(socket, settings.certificate.c_str(),
                                       settings.privateKey.c_str())
                   != AMQP_STATUS_OK)
            return refuse(settings.certificate);
    }
    const auto status =
        amqp_socket_open_noblock(socket, settings.host.c_str(), settings.port, &connectTimeout);
    if (status == AMQP_STATUS_OK) return {};
    auto fault = broken(status, "connect");
    fault.message =
        fmt::format("Cannot connect to {}: {}. Is the server running, and is this its {}port?",
                    m_address, amqp_error_string2(status), settings.tls ? "TLS " : "");
    return fault;
}

AmqpOutcome AmqpConnection::logIn(const RabbitMqSettings &settings, std::string_view purpose)
{
    amqp_set_handshake_timeout(m_state, &connectTimeout);
    amqp_set_rpc_timeout(m_state, &answerTimeout);
    std::array entries = {textEntry("product", "Playhead"), textEntry("connection_name", purpose)};
    const amqp_table_t properties{purpose.empty() ? 1 : 2, entries.data()};
    const auto reply = amqp_login_with_properties(
        m_state, settings.vhost.c_str(), 0, 131072, heartbeatSeconds, &properties,
        AMQP_SASL_METHOD_PLAIN, settings.user.c_str(), settings.password.c_str());
    auto fault = checkReply(reply, 0, fmt::format("log in as {}", settings.user));
    if (fault && (fault->code == AMQP_ACCESS_REFUSED || fault->code == AMQP_NOT_ALLOWED))
        fault->mayPass = false;
    return fault;
}

AmqpFault AmqpConnection::broken(int status, const std::string &what)
{
    m_isOpen = false;
    return {fmt::format("The connection to {} failed while trying to {}: {}.", m_address, what,
                        amqp_error_string2(status)),
            0, false, true};
}

AmqpFault AmqpConnection::closed(const amqp_method_t &method, amqp_channel_t channel,
                                 const std::string &what)
{
    if (method.id == AMQP_CHANNEL_CLOSE_METHOD) {
        const auto &close = *static_cast<const amqp_channel_close_t *>(method.decoded);
        AmqpFault fault{fmt::format("{} did not let us {}: {}.", m_address, what,
                                    textOf(close.reply_text)),
                        close.reply_code, true, true};
        amqp_channel_close_ok_t answer{};
        amqp_send_method(m_state, channel, AMQP_CHANNEL_CLOSE_OK_METHOD, &answer);
        return fault;
    }
    m_isOpen = false;
    if (method.id != AMQP_CONNECTION_CLOSE_METHOD)
        return {fmt::format("{} answered something unexpected to the attempt to {}.", m_address,
                            what),
                0, false, true};
    const auto &close = *static_cast<const amqp_connection_close_t *>(method.decoded);
    AmqpFault fault{fmt::format("{} closed the connection on the attempt to {}: {}.", m_address,
                                what, textOf(close.reply_text)),
                    close.reply_code, false, true};
    amqp_connection_close_ok_t answer{};
    amqp_send_method(m_state, 0, AMQP_CONNECTION_CLOSE_OK_METHOD, &answer);
    return fault;
}

AmqpOutcome AmqpConnection::checkReply(const amqp_rpc_reply_t &reply, amqp_channel_t channel,
                                       const std::string &what)
{
    switch (reply.reply_type) {
    case AMQP_RESPONSE_NORMAL: return {};
    case AMQP_RESPONSE_SERVER_EXCEPTION: return closed(reply.reply, channel, what);
    case AMQP_RESPONSE_LIBRARY_EXCEPTION: return broken(reply.library_error, what);
    case AMQP_RESPONSE_NONE: break;
    }
    return broken(AMQP_STATUS_CONNECTION_CLOSED, what);
}

AmqpOutcome AmqpConnection::checkAnswer(amqp_channel_t channel, const std::string &what)
{
    return checkReply(amqp_get_rpc_reply(m_state), channel, what);
}

AmqpOutcome AmqpConnection::checkSent(int status, std::string_view what)
{
    if (status == AMQP_STATUS_OK) return {};
    return broken(status, std::string(what));
}

AmqpOutcome AmqpConnection::openChannel(amqp_channel_t channel)
{
    amqp_channel_open(m_state, channel);
    return checkAnswer(channel, "open a channel");
}

AmqpOutcome AmqpConnection::closeChannel(amqp_channel_t channel)
{
    return checkReply(amqp_channel_close(m_state, channel, AMQP_REPLY_SUCCESS), channel,
                      "close a channel");
}

AmqpOutcome AmqpConnection::makeQueue(amqp_channel_t channel, const std::string &name)
{
    amqp_queue_declare(m_state, channel, bytesOf(name), 0, 0, 1, 1, amqp_empty_table);
    return checkAnswer(channel, fmt::format("make the queue {}", name));
}

AmqpResult<AmqpQueueCounts> AmqpConnection::queueCounts(amqp_channel_t channel,
                                                        const std::string &queue)
{
    const auto *counts =
        amqp_queue_declare(m_state, channel, bytesOf(queue), 1, 0, 0, 0, amqp_empty_table);
    if (auto fault = checkAnswer(channel, fmt::format("look at the queue {}", queue)))
        return tl::unexpected(std::move(*fault));
    return AmqpQueueCounts{counts->message_count, counts->consumer_count};
}

AmqpOutcome AmqpConnection::findExchange(amqp_channel_t channel, const std::string &exchange)
{
    amqp_exchange_declare(m_state, channel, bytesOf(exchange), bytesOf("direct"), 1, 0, 0, 0,
                          amqp_empty_table);
    return checkAnswer(channel, fmt::format("find the exchange {}", exchange));
}

AmqpOutcome AmqpConnection::bind(amqp_channel_t channel, const std::string &queue,
                                 const std::string &exchange, const std::string &pattern)
{
    // Without any header to compare, `all` matches every message; other kinds ignore it.
    auto match = textEntry("x-match", "all");
    amqp_queue_bind(m_state, channel, bytesOf(queue), bytesOf(exchange), bytesOf(pattern),
                    amqp_table_t{1, &match});
    return checkAnswer(channel, fmt::format("read the exchange {}", exchange));
}

AmqpOutcome AmqpConnection::consume(amqp_channel_t channel, const std::string &queue,
                                    std::uint16_t ahead)
{
    amqp_basic_qos(m_state, channel, 0, ahead, 0);
    if (auto fault = checkAnswer(channel, "limit what is sent ahead")) return fault;
    amqp_basic_consume(m_state, channel, bytesOf(queue), amqp_empty_bytes, 0, 0, 1,
                       amqp_empty_table);
    return checkAnswer(channel, fmt::format("read the queue {}", queue));
}

AmqpOutcome AmqpConnection::acknowledge(amqp_channel_t channel, std::uint64_t tag, bool allBefore)
{
    return checkSent(amqp_basic_ack(m_state, channel, tag, allBefore), "acknowledge");
}

void AmqpConnection::releaseMemory()
{
    amqp_maybe_release_buffers(m_state);
}

} // namespace playhead
