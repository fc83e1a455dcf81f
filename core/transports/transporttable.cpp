// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/transporttable.h"

#include "transports/missingtransport.h"

#ifdef PLAYHEAD_HAS_AWS
#include "transports/aws/awstransports.h"
#endif
#ifdef PLAYHEAD_HAS_KAFKA
#include "transports/kafka/kafkatransport.h"
#endif
#ifdef PLAYHEAD_HAS_RABBITMQ
#include "transports/rabbitmq/rabbitmqtransport.h"
#endif
#ifdef PLAYHEAD_HAS_RECEIVERS
#include "transports/receivers/receivertransport.h"
#endif

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace playhead {

std::span<const Transport *const> transports()
{
#ifdef PLAYHEAD_HAS_KAFKA
    static const KafkaTransport kafka;
#else
    static const MissingTransport kafka("kafka", "Apache Kafka", "librdkafka-dev");
#endif
#ifdef PLAYHEAD_HAS_RABBITMQ
    static const RabbitMqTransport amqp(false);
    static const RabbitMqTransport amqps(true);
#else
    constexpr std::string_view rabbitMqPackages =
        "librabbitmq-dev, libcurl4-openssl-dev and libssl-dev";
    static const MissingTransport amqp("amqp", "RabbitMQ", rabbitMqPackages);
    static const MissingTransport amqps("amqps", "RabbitMQ with TLS", rabbitMqPackages);
#endif
#ifdef PLAYHEAD_HAS_AWS
    static const SnsTransport sns;
    static const SqsTransport sqs;
#else
    constexpr std::string_view awsPackages = "libcurl4-openssl-dev and libpugixml-dev";
    static const MissingTransport sns("sns", "Amazon SNS", awsPackages);
    static const MissingTransport sqs("sqs", "Amazon SQS", awsPackages);
#endif
#ifdef PLAYHEAD_HAS_RECEIVERS
    static const Transport &http = cloudEventsReceiver();
    static const Transport &otlp = otlpReceiver();
#else
    constexpr std::string_view receiverPackages = "libprotobuf-dev and protobuf-compiler";
    static const MissingTransport http("http", "CloudEvents receiver", receiverPackages);
    static const MissingTransport otlp("otlp", "OpenTelemetry receiver", receiverPackages);
#endif
    static const std::array<const Transport *, 7> table{&kafka, &amqp, &amqps, &sns,
                                                        &sqs,   &http, &otlp};
    return table;
}

Result<const Transport *> transportFor(const SourceUrl &url,
                                       std::span<const Transport *const> among)
{
    const auto found = std::ranges::find(
        among, url.scheme, [](const Transport *transport) { return transport->scheme(); });
    if (found == among.end()) {
        std::string names;
        for (const auto *transport : among)
            names += fmt::format("{}{}", names.empty() ? "" : ", ", transport->scheme());
        return failure(fmt::format("'{}' is no source that Playhead attaches to; there are: {}.",
                                   url.scheme, names));
    }
    if (const auto reason = (*found)->unavailable(); !reason.empty())
        return failure(
            fmt::format("This build cannot attach to {}: {}", (*found)->title(), reason));
    return *found;
}

Result<AttachPlan> planAttach(const SourceUrl &url)
{
    const auto transport = transportFor(url);
    if (!transport) return tl::unexpected(transport.error());
    return (*transport)->plan(url);
}

Result<std::unique_ptr<LiveSource>> attach(const SourceUrl &url, SourceContext context)
{
    const auto transport = transportFor(url);
    if (!transport) return tl::unexpected(transport.error());
    auto connection = (*transport)->connection(url);
    if (!connection) return tl::unexpected(connection.error());
    return std::make_unique<LiveSource>((*transport)->sourceName(url), std::move(*connection),
                                        std::move(context));
}

Result<std::unique_ptr<Target>> openTarget(const SourceUrl &url)
{
    const auto transport = transportFor(url);
    if (!transport) return tl::unexpected(transport.error());
    return (*transport)->target(url);
}

Result<std::unique_ptr<DeadLetterQueue>> openDeadLetters(const SourceUrl &url)
{
    const auto transport = transportFor(url);
    if (!transport) return tl::unexpected(transport.error());
    return (*transport)->deadLetters(url);
}

} // namespace playhead
