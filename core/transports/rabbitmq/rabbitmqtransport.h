// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/transport.h"

namespace playhead {

/// RabbitMQ, by AMQP 0-9-1: `amqp://user:password@host:port/VHOST?exchange=orders&pattern=order.#`,
/// or `amqps` for TLS.
///
/// As a source, a queue of our own, which goes with the connection, is bound to the exchanges that
/// are named, with the patterns that are named; every message is a publish (observed), and dead
/// letters are told by the header `x-death`. With `firehose=yes` every publish and every delivery
/// of the virtual host is seen, where tracing is on; with `management` it is turned on and off
/// again. Acknowledgements are inferred (see AckInference). Where a delivery cannot be told from
/// others of messages that are the same, its event is a guess, and it counts as inferred.
///
/// As a target, see RabbitMqTarget; for dead letters (`queue=`), RabbitMqDeadLetters.
class RabbitMqTransport : public Transport
{
public:
    explicit RabbitMqTransport(bool tls) : m_tls(tls) {}

    [[nodiscard]] std::string_view scheme() const override { return m_tls ? "amqps" : "amqp"; }
    [[nodiscard]] std::string_view title() const override
    {
        return m_tls ? "RabbitMQ with TLS" : "RabbitMQ";
    }
    [[nodiscard]] std::string_view description() const override;
    [[nodiscard]] std::string_view example() const override;
    [[nodiscard]] std::string_view pathMeaning() const override;
    [[nodiscard]] std::span<const SourceOption> options() const override;
    [[nodiscard]] std::string sourceName(const SourceUrl &url) const override;
    [[nodiscard]] Result<AttachPlan> plan(const SourceUrl &url) const override;
    [[nodiscard]] Result<std::unique_ptr<SourceConnection>>
    connection(const SourceUrl &url) const override;
    [[nodiscard]] bool canPublish() const override { return true; }
    [[nodiscard]] Result<std::unique_ptr<Target>> target(const SourceUrl &url) const override;
    [[nodiscard]] bool hasDeadLetters() const override { return true; }
    [[nodiscard]] Result<std::unique_ptr<DeadLetterQueue>>
    deadLetters(const SourceUrl &url) const override;

private:
    bool m_tls;
};

} // namespace playhead
