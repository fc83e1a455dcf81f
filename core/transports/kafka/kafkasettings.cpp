// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkasettings.h"

#include "transports/kafka/kafkahandles.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::uint16_t usualPort = 9092;
constexpr std::string_view serversProperty = "bootstrap.servers";

struct OptionProperty
{
    std::string_view option;
    const char *property;
};
constexpr std::array<OptionProperty, 6> optionProperties = {{
    {"security", "security.protocol"},
    {"sasl", "sasl.mechanism"},
    {"ca", "ssl.ca.location"},
    {"certificate", "ssl.certificate.location"},
    {"key", "ssl.key.location"},
    {"key-password", "ssl.key.password"},
}};

bool has(const KafkaProperties &properties, std::string_view name)
{
    return std::ranges::find(properties, name, &KafkaProperties::value_type::first)
           != properties.end();
}

/// Who does not say how a password travels gets TLS, never a password in the clear.
void addUser(const SourceUrl &url, KafkaProperties &properties)
{
    if (url.user.empty()) return;
    properties.emplace_back("sasl.username", url.user);
    properties.emplace_back("sasl.password", url.password);
    if (!has(properties, "security.protocol"))
        properties.emplace_back("security.protocol", "sasl_ssl");
    if (!has(properties, "sasl.mechanism") && !has(properties, "sasl.mechanisms"))
        properties.emplace_back("sasl.mechanism", "PLAIN");
}

Result<KafkaProperties> connectionOf(const SourceUrl &url)
{
    KafkaProperties properties;
    if (const auto file = url.option("config")) {
        auto read = readKafkaProperties(std::string(*file));
        if (!read) return tl::unexpected(read.error());
        properties = std::move(*read);
    }
    if (!url.host.empty()) properties.emplace_back(serversProperty, url.address(usualPort));
    if (!has(properties, serversProperty))
        return failure(fmt::format("{} says no server. Write kafka://HOST:9092/TOPIC, or name a "
                                   "file with bootstrap.servers in config=FILE.",
                                   url.text()));
    for (const auto &[option, property] : optionProperties)
        if (const auto value = url.option(option))
            properties.emplace_back(property, std::string(*value));
    addUser(url, properties);
    if (auto checked = kafkaConfiguration(properties); !checked)
        return failure(fmt::format("{}: {}", url.text(), checked.error().message));
    return properties;
}

Result<void> readDuration(const SourceUrl &url, std::string_view option, Duration &out)
{
    const auto text = url.option(option);
    if (!text) return {};
    const auto duration = parseDuration(*text);
    if (!duration || *duration < 10 * nanosecondsPerMillisecond)
        return failure(fmt::format("'{}={}' is no length of time. Write one of 10ms or more, such "
                                   "as 500ms or 10s.",
                                   option, *text));
    out = *duration;
    return {};
}

} // namespace

Result<KafkaSettings> KafkaSettings::fromUrl(const SourceUrl &url, Timestamp now)
{
    KafkaSettings settings;
    auto connection = connectionOf(url);
    if (!connection) return tl::unexpected(connection.error());
    settings.connection = std::move(*connection);
    settings.servers =
        std::ranges::find(settings.connection, serversProperty, &KafkaProperties::value_type::first)
            ->second;
    if (!url.host.empty()) settings.servers = url.address(usualPort);
    settings.topics = KafkaNames(url.path);
    settings.groups = KafkaNames(url.option("groups").value_or("*"));
    for (const auto &[option, duration] :
         {std::pair("poll", &settings.poll), std::pair("refresh", &settings.refresh)})
        if (auto read = readDuration(url, option, *duration); !read)
            return tl::unexpected(read.error());
    if (const auto from = url.option("from")) {
        const auto place = parseKafkaPlace(*from, "from", now);
        if (!place) return tl::unexpected(place.error());
        settings.from = *place;
    }
    if (const auto to = url.option("to")) {
        const auto place = parseKafkaPlace(*to, "to", now);
        if (!place) return tl::unexpected(place.error());
        settings.to = *place;
    }
    auto naming = MessageNaming::fromUrl(url);
    if (!naming) return tl::unexpected(naming.error());
    settings.naming = std::move(*naming);
    return settings;
}

KafkaProperties KafkaSettings::with(const KafkaProperties &own) const
{
    auto all = connection;
    all.insert(all.end(), own.begin(), own.end());
    return all;
}

} // namespace playhead
