// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/rabbitmqtransport.h"

#include "transports/rabbitmq/rabbitmqdeadletters.h"
#include "transports/rabbitmq/rabbitmqsettings.h"
#include "transports/rabbitmq/rabbitmqsource.h"
#include "transports/rabbitmq/rabbitmqtarget.h"

#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

using Kind = AttachEffect::Kind;

Result<RabbitMqSettings> settingsOf(const Transport &transport, const SourceUrl &url)
{
    if (const auto known = checkOptions(transport, url); !known)
        return tl::unexpected(known.error());
    return RabbitMqSettings::fromUrl(url);
}

Result<RabbitMqSettings> sourceSettings(const Transport &transport, const SourceUrl &url)
{
    auto settings = settingsOf(transport, url);
    if (settings && settings->exchanges.empty() && !settings->firehose)
        return failure(fmt::format("{} says nothing that could be read. Name an exchange, as in "
                                   "{}, or say firehose=yes for all of the virtual host.",
                                   settings->text, transport.example()));
    return settings;
}

std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (const auto &name : names)
        text += fmt::format("{}{}", text.empty() ? "" : ", ", name);
    return text;
}

} // namespace

std::string_view RabbitMqTransport::description() const
{
    return "Messages of exchanges, or with the firehose every publish and delivery";
}

std::string_view RabbitMqTransport::example() const
{
    return m_tls ? "amqps://user@broker.example/?exchange=orders&pattern=order.#"
                 : "amqp://localhost/?exchange=orders&pattern=order.#";
}

std::string_view RabbitMqTransport::pathMeaning() const
{
    return "The virtual host; none: /";
}

std::span<const SourceOption> RabbitMqTransport::options() const
{
    return rabbitMqOptions();
}

std::string RabbitMqTransport::sourceName(const SourceUrl &url) const
{
    constexpr std::uint16_t plainPort = 5672;
    constexpr std::uint16_t tlsPort = 5671;
    const auto address = url.address(m_tls ? tlsPort : plainPort);
    return url.path.empty() || url.path == "/" ? fmt::format("rabbitmq {}", address)
                                               : fmt::format("rabbitmq {}/{}", address, url.path);
}

Result<AttachPlan> RabbitMqTransport::plan(const SourceUrl &url) const
{
    const auto settings = sourceSettings(*this, url);
    if (!settings) return tl::unexpected(settings.error());
    AttachPlan plan;
    const auto add = [&](Kind kind, std::string text) {
        plan.effects.push_back({kind, std::move(text)});
    };
    add(Kind::Makes,
        "An exclusive queue of our own, playhead.tap.…, which goes with the connection. While the "
        "source is paused, the server keeps in it what is published.");
    if (!settings->exchanges.empty())
        add(Kind::Makes,
            fmt::format("Bindings of that queue to {}{}{}.", joined(settings->exchanges),
                        settings->patterns.empty() ? "" : " for ", joined(settings->patterns)));
    if (settings->firehose) {
        add(Kind::Makes, "A binding of that queue to amq.rabbitmq.trace, the firehose.");
        if (settings->management.empty())
            add(Kind::None, fmt::format("Tracing is not turned on: run {} on the server, which "
                                        "costs it about 10 % of its throughput.",
                                        settings->command("trace_on")));
        else
            add(Kind::Changes,
                fmt::format("Tracing of the virtual host {} is turned on, where it is off, and "
                            "off again on detach, or, after a crash, the next time this is "
                            "attached. It costs the server about 10 % of its throughput.",
                            settings->vhost));
    }
    if (!settings->management.empty())
        add(Kind::None, fmt::format("The management interface at {} is asked how the server is "
                                    "made up{}.",
                                    settings->management,
                                    settings->firehose ? " and how its queues get on" : ""));
    add(Kind::None, "Copies are read: no consumer loses a message, and nothing is acknowledged "
                    "for anybody.");
    return plan;
}

Result<std::unique_ptr<SourceConnection>> RabbitMqTransport::connection(const SourceUrl &url) const
{
    auto settings = sourceSettings(*this, url);
    if (!settings) return tl::unexpected(settings.error());
    return std::make_unique<RabbitMqSource>(std::move(*settings), sourceName(url));
}

Result<std::unique_ptr<Target>> RabbitMqTransport::target(const SourceUrl &url) const
{
    auto settings = settingsOf(*this, url);
    if (!settings) return tl::unexpected(settings.error());
    if (settings->exchanges.size() > 1)
        return failure(fmt::format("{} names several exchanges; events are published to one.",
                                   settings->text));
    if (settings->exchanges.empty() && settings->routing.empty())
        return failure(fmt::format("{} names neither an exchange nor a queue. Add exchange=NAME, "
                                   "or routing=QUEUE to publish straight to a queue.",
                                   settings->text));
    return std::make_unique<RabbitMqTarget>(std::move(*settings));
}

Result<std::unique_ptr<DeadLetterQueue>> RabbitMqTransport::deadLetters(const SourceUrl &url) const
{
    auto settings = settingsOf(*this, url);
    if (!settings) return tl::unexpected(settings.error());
    if (settings->queue.empty())
        return failure(fmt::format("{} names no queue of dead letters. Add queue=NAME.",
                                   settings->text));
    return std::make_unique<RabbitMqDeadLetters>(std::move(*settings));
}

} // namespace playhead
