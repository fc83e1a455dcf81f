// SPDX-License-Identifier: GPL-3.0-or-later
// The part of AmqpConnection that reads what the server sends.
#include "transports/rabbitmq/amqpbytes.h"
#include "transports/rabbitmq/amqpconnection.h"

#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

timeval timeOf(std::chrono::milliseconds length)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(length);
    const std::chrono::microseconds rest = length - seconds;
    return {seconds.count(), rest.count()};
}

bool isQuiet(int status)
{
    return status == AMQP_STATUS_TIMEOUT;
}

} // namespace

AmqpEnvelope &AmqpEnvelope::operator=(AmqpEnvelope &&other) noexcept
{
    if (this == &other) return *this;
    reset();
    m_envelope = other.m_envelope;
    m_isFull = std::exchange(other.m_isFull, false);
    return *this;
}

void AmqpEnvelope::reset()
{
    if (std::exchange(m_isFull, false)) amqp_destroy_envelope(&m_envelope);
}

AmqpResult<bool> AmqpConnection::take(AmqpEnvelope &envelope, std::chrono::milliseconds longest)
{
    envelope.reset();
    const auto timeout = timeOf(longest);
    const auto reply = amqp_consume_message(m_state, &envelope.m_envelope, &timeout, 0);
    if (reply.reply_type == AMQP_RESPONSE_NORMAL) {
        envelope.m_isFull = true;
        return true;
    }
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) {
        if (isQuiet(reply.library_error)) return false;
        if (reply.library_error == AMQP_STATUS_UNEXPECTED_STATE) {
            amqp_frame_t frame{};
            const auto got = nextFrame(frame, longest);
            if (!got) return tl::unexpected(got.error());
            return false;
        }
    }
    auto fault = checkReply(reply, 0, "read messages");
    return tl::unexpected(std::move(*fault));
}

AmqpResult<bool> AmqpConnection::nextFrame(amqp_frame_t &frame, std::chrono::milliseconds longest)
{
    const auto timeout = timeOf(longest);
    const auto status = amqp_simple_wait_frame_noblock(m_state, &frame, &timeout);
    if (isQuiet(status)) return false;
    if (status != AMQP_STATUS_OK) return tl::unexpected(broken(status, "read"));
    if (frame.frame_type != AMQP_FRAME_METHOD) return true;
    const auto &method = frame.payload.method;
    if (method.id == AMQP_CHANNEL_CLOSE_METHOD || method.id == AMQP_CONNECTION_CLOSE_METHOD)
        return tl::unexpected(closed(method, frame.channel, "go on"));
    if (method.id == AMQP_BASIC_CANCEL_METHOD)
        return tl::unexpected(AmqpFault{
            fmt::format("Somebody removed our queue on {}.", m_address), 0, false, true});
    return true;
}

AmqpOutcome AmqpConnection::skipMessage(amqp_channel_t channel)
{
    amqp_message_t message{};
    auto fault = checkReply(amqp_read_message(m_state, channel, &message, 0), channel,
                            "read a message that came back");
    if (!fault) amqp_destroy_message(&message);
    return fault;
}

AmqpResult<bool> AmqpConnection::fetch(amqp_channel_t channel, const std::string &queue,
                                       AmqpEnvelope &envelope)
{
    envelope.reset();
    const auto what = fmt::format("read the queue {}", queue);
    const auto reply = amqp_basic_get(m_state, channel, bytesOf(queue), 0);
    if (auto fault = checkReply(reply, channel, what)) return tl::unexpected(std::move(*fault));
    if (reply.reply.id == AMQP_BASIC_GET_EMPTY_METHOD) return false;
    const auto &got = *static_cast<const amqp_basic_get_ok_t *>(reply.reply.decoded);
    auto &taken = envelope.m_envelope;
    taken = {};
    taken.channel = channel;
    taken.delivery_tag = got.delivery_tag;
    taken.redelivered = got.redelivered;
    taken.exchange = amqp_bytes_malloc_dup(got.exchange);
    taken.routing_key = amqp_bytes_malloc_dup(got.routing_key);
    const auto read = amqp_read_message(m_state, channel, &taken.message, 0);
    if (auto fault = checkReply(read, channel, what)) {
        amqp_bytes_free(taken.exchange);
        amqp_bytes_free(taken.routing_key);
        return tl::unexpected(std::move(*fault));
    }
    envelope.m_isFull = true;
    return true;
}

} // namespace playhead
