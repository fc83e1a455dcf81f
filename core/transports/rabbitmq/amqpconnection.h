// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/rabbitmq/rabbitmqsettings.h"
#include "transports/sourceconnection.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <amqp.h>
#include <amqp_framing.h>
#include <tl/expected.hpp>

namespace playhead {

/// What a server or the connection to it refused.
struct AmqpFault
{
    std::string message;
    int code = 0;              ///< of AMQP, such as 404; 0: the connection itself
    bool closedChannel = false; ///< only the channel: AmqpConnection::openChannel() makes it new
    bool mayPass = true;       ///< false: wrong password, no such virtual host

    [[nodiscard]] ConnectionError connectionError() const { return {message, mayPass}; }
};

template <class T> using AmqpResult = tl::expected<T, AmqpFault>;
using AmqpOutcome = std::optional<AmqpFault>; ///< empty: all went well

/// A message that a server gave, with the memory that it lies in.
class AmqpEnvelope
{
public:
    AmqpEnvelope() = default;
    ~AmqpEnvelope() { reset(); }
    AmqpEnvelope(AmqpEnvelope &&other) noexcept { *this = std::move(other); }
    AmqpEnvelope &operator=(AmqpEnvelope &&other) noexcept;

    [[nodiscard]] const amqp_envelope_t &operator*() const { return m_envelope; }
    [[nodiscard]] const amqp_envelope_t *operator->() const { return &m_envelope; }

private:
    friend class AmqpConnection;
    void reset();

    amqp_envelope_t m_envelope{};
    bool m_isFull = false;
};

struct AmqpQueueCounts
{
    std::uint64_t ready = 0; ///< messages that nobody has been given yet
    std::uint64_t consumers = 0;
};

/// One connection of AMQP 0-9-1, by librabbitmq, with a heartbeat. One thread. Everything waits for
/// the server, at most a few seconds; once a function has failed with a fault that did not only
/// close the channel, the connection is of no use any more.
class AmqpConnection
{
public:
    using Opened = AmqpResult<std::unique_ptr<AmqpConnection>>;

    /// Connects and logs in. `purpose` is what the server's list of connections shows; empty:
    /// nothing.
    static Opened open(const RabbitMqSettings &settings, std::string_view purpose);
    /// Says good-bye where the server is still there.
    ~AmqpConnection();
    AmqpConnection(const AmqpConnection &) = delete;
    AmqpConnection &operator=(const AmqpConnection &) = delete;

    /// For what librabbitmq does and this class does not.
    [[nodiscard]] amqp_connection_state_t state() const { return m_state; }

    AmqpOutcome openChannel(amqp_channel_t channel);
    /// The server gives back what was taken on it and not acknowledged.
    AmqpOutcome closeChannel(amqp_channel_t channel);

    /// Makes a queue of our own, which goes with this connection.
    AmqpOutcome makeQueue(amqp_channel_t channel, const std::string &name);
    /// Without changing anything.
    AmqpResult<AmqpQueueCounts> queueCounts(amqp_channel_t channel, const std::string &queue);
    AmqpOutcome findExchange(amqp_channel_t channel, const std::string &exchange);
    /// Binds for every kind of exchange at once: by the pattern, or, on one that goes by headers,
    /// all messages.
    AmqpOutcome bind(amqp_channel_t channel, const std::string &queue, const std::string &exchange,
                     const std::string &pattern);
    /// Starts consuming; at most `ahead` messages are not acknowledged.
    AmqpOutcome consume(amqp_channel_t channel, const std::string &queue, std::uint16_t ahead);

    /// The next message of a consumer; false: none within the time.
    AmqpResult<bool> take(AmqpEnvelope &envelope, std::chrono::milliseconds longest);
    /// The next message of a queue, not acknowledged; false: it is empty.
    AmqpResult<bool> fetch(amqp_channel_t channel, const std::string &queue,
                           AmqpEnvelope &envelope);
    AmqpOutcome acknowledge(amqp_channel_t channel, std::uint64_t tag, bool allBefore);

    /// The next frame that is no answer; false: none within the time. A close of the channel or
    /// connection is a fault.
    AmqpResult<bool> nextFrame(amqp_frame_t &frame, std::chrono::milliseconds longest);
    /// Reads a message whose method frame nextFrame() gave.
    AmqpOutcome skipMessage(amqp_channel_t channel);
    /// What the server answered to the last call of librabbitmq that waits for an answer.
    AmqpOutcome checkAnswer(amqp_channel_t channel, const std::string &what);
    /// What librabbitmq answered to something that was sent.
    AmqpOutcome checkSent(int status, std::string_view what);
    /// Gives back the memory of what has been read. No envelope or frame may be in use.
    void releaseMemory();

private:
    AmqpConnection() : m_state(amqp_new_connection()) {}
    AmqpOutcome connect(const RabbitMqSettings &settings);
    AmqpOutcome logIn(const RabbitMqSettings &settings, std::string_view purpose);
    AmqpOutcome checkReply(const amqp_rpc_reply_t &reply, amqp_channel_t channel,
                           const std::string &what);
    AmqpFault closed(const amqp_method_t &method, amqp_channel_t channel, const std::string &what);
    AmqpFault broken(int status, const std::string &what);

    amqp_connection_state_t m_state;
    std::string m_address;
    bool m_isOpen = false;
};

} // namespace playhead
