// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/rabbitmqsettings.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::uint16_t usualPort = 5672;
constexpr std::uint16_t usualTlsPort = 5671;
constexpr std::uint16_t usualManagementPort = 15672;
constexpr std::uint16_t usualTlsManagementPort = 15671;

constexpr std::array<SourceOption, 15> options{{
    {"exchange", "Exchanges whose messages are read, with commas between; may be repeated", "", ""},
    {"pattern", "Routing keys that are read, such as order.#; may be repeated", "everything", ""},
    {"firehose", "Every publish and every delivery, where tracing is on", "no", "yes|no"},
    {"management", "Address of the management interface, or yes for the usual one", "not used", ""},
    {"queue", "The queue of dead letters to look into", "", ""},
    {"redrive", "Where dead letters go back to: the exchange, or past it the queue", "exchange",
     "exchange|queue"},
    {"routing", "Routing key of what is published; {channel} stands for the event's channel",
     "as the event says", ""},
    {"ca", "File with the certificates that are trusted", "the system's", ""},
    {"certificate", "File with our own certificate", "", ""},
    {"private-key", "File with the key of our certificate", "", ""},
    {"verify", "Whether the server has to show who it is", "yes", "yes|no"},
    {"type", "Where the type is: header:NAME or data.PATH", "usual names, else the routing key",
     ""},
    {"subject", "Where the subject is: header:NAME or data.PATH", "usual names", ""},
    {"correlation", "Where the correlation is: header:NAME or data.PATH", "correlation_id", ""},
    {"causation", "Where the causation is: header:NAME or data.PATH", "usual names", ""},
}};

std::string fromEnvironment(const char *name, std::string_view otherwise)
{
    const char *value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets it
    return std::string(value && *value != '\0' ? std::string_view(value) : otherwise);
}

std::vector<std::string> listed(const SourceUrl &url, std::string_view name)
{
    std::vector<std::string> items;
    for (auto text : url.all(name)) {
        while (!text.empty()) {
            const auto end = std::min(text.find(','), text.size());
            if (end > 0) items.emplace_back(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }
    return items;
}

std::string managementAddress(const SourceUrl &url, bool tls)
{
    const auto value = url.option("management").value_or("no");
    if (value == "no" || value.empty()) return {};
    if (value != "yes") {
        auto address = std::string(value);
        while (address.ends_with('/'))
            address.pop_back();
        return address.find("://") == std::string::npos ? "http://" + address : address;
    }
    SourceUrl usual;
    usual.host = url.host;
    usual.port = tls ? usualTlsManagementPort : usualManagementPort;
    return (tls ? "https://" : "http://") + usual.address();
}

} // namespace

std::span<const SourceOption> rabbitMqOptions()
{
    return options;
}

std::string RabbitMqSettings::address() const
{
    SourceUrl url;
    url.host = host;
    url.port = port;
    return url.address();
}

std::string RabbitMqSettings::command(std::string_view what) const
{
    return fmt::format("'rabbitmqctl {} -p {}'", what, vhost);
}

Result<RabbitMqSettings> RabbitMqSettings::fromUrl(const SourceUrl &url)
{
    RabbitMqSettings settings;
    settings.text = url.text();
    if (url.host.empty() || url.host.find(',') != std::string::npos)
        return failure(fmt::format("{} does not name one server. Write its host, such as "
                                   "amqp://localhost/?exchange=orders.",
                                   settings.text));
    settings.tls = url.scheme == "amqps";
    settings.host = url.host;
    settings.port = url.port != 0 ? url.port : settings.tls ? usualTlsPort : usualPort;
    settings.vhost = url.path.empty() ? "/" : url.path;
    settings.user = url.user.empty() ? fromEnvironment("AMQP_USER", "guest") : url.user;
    settings.password =
        url.password.empty() ? fromEnvironment("AMQP_PASSWORD", "guest") : url.password;
    const auto text = [&](std::string_view name) {
        return std::string(url.option(name).value_or(std::string_view()));
    };
    settings.authorities = text("ca");
    settings.certificate = text("certificate");
    settings.privateKey = text("private-key");
    settings.verifies = url.option("verify").value_or("yes") == "yes";
    if (!settings.tls
        && (url.option("ca") || url.option("certificate") || url.option("private-key")))
        return failure(fmt::format("{} has certificates, and no TLS to use them for: write amqps://"
                                   " instead of amqp://.",
                                   settings.text));
    if (settings.certificate.empty() != settings.privateKey.empty())
        return failure(fmt::format("{} needs both a certificate and its private-key, or neither.",
                                   settings.text));
    settings.management = managementAddress(url, settings.tls);
    settings.exchanges = listed(url, "exchange");
    settings.patterns = listed(url, "pattern");
    settings.firehose = url.option("firehose").value_or("no") == "yes";
    settings.routing = text("routing");
    settings.queue = text("queue");
    settings.redrivesToQueue = url.option("redrive").value_or("exchange") == "queue";
    auto naming = MessageNaming::fromUrl(url);
    if (!naming) return tl::unexpected(naming.error());
    settings.naming = std::move(*naming);
    return settings;
}

} // namespace playhead
