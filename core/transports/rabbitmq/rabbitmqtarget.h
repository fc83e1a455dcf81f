// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/rabbitmq/amqpconnection.h"
#include "transports/rabbitmq/confirmedpublisher.h"
#include "transports/rabbitmq/rabbitmqsettings.h"
#include "transports/target.h"

#include <cstdint>
#include <memory>
#include <string>

namespace playhead {

/// Publishes to an exchange as CloudEvents in binary mode (headers `cloudEvents:...`), persistent,
/// with publisher confirms; what no queue takes is reported. At most `mostPending` messages wait
/// for their confirms.
///
/// The routing key is the one of the URL, else the one that the event was read with
/// (routingKeyAttribute), else its type. `{channel}` in exchange or routing key stands for the
/// event's channel; without an exchange the key names a queue.
class RabbitMqTarget : public Target
{
public:
    static constexpr std::size_t mostPending = 2000;

    explicit RabbitMqTarget(RabbitMqSettings settings);

    Result<void> connect() override;
    Result<void> publish(const Event &event, std::string_view channel,
                         const std::stop_token &stop) override;
    Result<void> flush(const std::stop_token &stop) override;
    [[nodiscard]] std::uint64_t confirmed() const override;

private:
    [[nodiscard]] std::string exchangeFor(std::string_view channel) const;
    [[nodiscard]] std::string routingKeyFor(const Event &event, std::string_view channel) const;
    AmqpOutcome send(const Event &event, std::string_view channel);
    Result<void> waitUntil(std::size_t pending, const std::stop_token &stop);

    const RabbitMqSettings m_settings;
    std::unique_ptr<AmqpConnection> m_connection;
    std::unique_ptr<ConfirmedPublisher> m_publisher;
    std::uint64_t m_confirmedBefore = 0; ///< on connections that are gone
    std::uint64_t m_told = 0;            ///< refusals that were reported
};

} // namespace playhead
