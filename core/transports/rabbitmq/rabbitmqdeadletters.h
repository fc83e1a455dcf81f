// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/deadletters.h"
#include "transports/messageevents.h"
#include "transports/rabbitmq/amqpconnection.h"
#include "transports/rabbitmq/confirmedpublisher.h"
#include "transports/rabbitmq/rabbitmqsettings.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace playhead {

/// A queue of dead letters of a RabbitMQ server.
///
/// Looking takes the messages without acknowledging them, and closes the channel, upon which the
/// server puts all of them back in their places. It marks them as redelivered, and while it lasts
/// consumers of the queue do not get them.
///
/// Redriving takes messages in the same way, up to the last that is wanted. Each of those is
/// published (with redrivenAttribute as a header) to the exchange and with the routing key that it
/// first died with, or straight to the queue in which it did; is confirmed; and is acknowledged
/// only then. All others are put back. Whatever ends this, the server puts back what was not
/// acknowledged.
class RabbitMqDeadLetters : public DeadLetterQueue
{
public:
    explicit RabbitMqDeadLetters(RabbitMqSettings settings);

    Result<std::vector<DeadLetter>> list(std::size_t most, const std::stop_token &stop) override;
    Result<RedriveReport> redrive(const std::vector<std::string> &handles,
                                  const RedriveObserver &observer,
                                  const std::stop_token &stop) override;

private:
    struct Destination
    {
        std::string exchange;
        std::string routingKey;
    };
    using Wanted = std::unordered_set<std::string_view>;

    AmqpOutcome connect();
    std::string handleOf(const amqp_envelope_t &envelope);
    [[nodiscard]] std::optional<Destination> destinationOf(const amqp_envelope_t &envelope) const;
    [[nodiscard]] DeadLetter read(const amqp_envelope_t &envelope, std::string handle);
    AmqpOutcome redriveAll(Wanted &wanted, const RedriveObserver &observer,
                           const std::stop_token &stop, RedriveReport &report);
    AmqpOutcome redriveOne(const amqp_envelope_t &envelope, const std::string &handle,
                           const RedriveObserver &observer, RedriveReport &report);
    AmqpOutcome publishMarked(const amqp_envelope_t &envelope, const std::string &handle,
                              const Destination &destination);

    const RabbitMqSettings m_settings;
    MessageEvents m_events;
    std::unique_ptr<AmqpConnection> m_connection;
    std::unique_ptr<ConfirmedPublisher> m_publisher;
    std::unordered_map<std::uint64_t, std::uint64_t> m_alike; ///< seen in this pass, by fingerprint
};

} // namespace playhead
