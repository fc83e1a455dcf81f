// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/transporttable.h"

#ifdef PLAYHEAD_HAS_RABBITMQ
#include "transports/rabbitmq/rabbitmqtransport.h"
#else
#include "transports/missingtransport.h"
#endif

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace playhead {

std::span<const Transport *const> transports()
{
#ifdef PLAYHEAD_HAS_RABBITMQ
    static const RabbitMqTransport amqp(false);
    static const RabbitMqTransport amqps(true);
#else
    constexpr std::string_view rabbitMqPackages = "librabbitmq-dev and libcurl4-openssl-dev";
    static const MissingTransport amqp("amqp", "RabbitMQ", rabbitMqPackages);
    static const MissingTransport amqps("amqps", "RabbitMQ with TLS", rabbitMqPackages);
#endif
    static const std::array<const Transport *, 2> table{&amqp, &amqps};
    return table;
}

Result<const Transport *> transportFor(const SourceUrl &url)
{
    const auto found = std::ranges::find(
        transports(), url.scheme, [](const Transport *transport) { return transport->scheme(); });
    if (found == transports().end()) {
        std::string names;
        for (const auto *transport : transports())
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

} // namespace playhead
