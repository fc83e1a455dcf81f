// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "transports/messageevents.h"
#include "transports/rabbitmq/deaths.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <amqp.h>
#include <amqp_framing.h>

namespace playhead {

/// The extension attribute that keeps a message's routing key, which need not be the event's type.
inline constexpr std::string_view routingKeyAttribute = "routingkey";

/// A message as RabbitMQ shows it, be it the message itself or a report of the firehose. Texts are
/// valid as long as what they were read from.
struct RabbitMqMessage
{
    std::string_view exchange; ///< empty: the default exchange
    std::string_view routingKey;
    std::string_view body;
    std::string_view contentType;
    std::string_view messageId;
    std::string_view correlationId;
    std::string_view appId;
    std::string_view userId;
    Timestamp time = 0; ///< 0: not said
    std::vector<MessageHeader> headers; ///< but for what the server keeps in them
    std::vector<Death> deaths;          ///< the latest first
    std::uint64_t deliveries = 0;       ///< earlier ones, as quorum queues count; 0: not said

    /// A message that was given to us.
    static RabbitMqMessage received(const amqp_envelope_t &envelope);
    /// The message that a report of the firehose is about: `headers` are the report's.
    static RabbitMqMessage reported(const amqp_table_t &headers, amqp_bytes_t body);

    /// The same for all copies of a message, wherever they lie and whatever became of them: by the
    /// message's id, where it has one, else by what is in it.
    [[nodiscard]] std::uint64_t fingerprint() const;
};

/// Makes the event of a message. `id` and `source` are used where the message says none.
[[nodiscard]] Event readEvent(MessageEvents &events, const RabbitMqMessage &message,
                              std::string_view id, std::string_view source);

} // namespace playhead
