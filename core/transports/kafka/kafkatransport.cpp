// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkatransport.h"

#include "transports/kafka/kafkaconnection.h"
#include "transports/kafka/kafkasettings.h"
#include "transports/kafka/kafkatarget.h"

#include <array>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::array<SourceOption, 16> kafkaOptions = {{
    {"from",
     "Where reading begins: beginning, end, an offset, -100 (records before the end), a time, or "
     "-30s (ago)",
     "end", ""},
    {"to", "Where reading ends, written like from; what is there is not read", "", ""},
    {"groups",
     "Consumer groups whose acknowledgements are drawn: names or patterns, separated by commas; "
     "empty for none",
     "*", ""},
    {"poll", "How often groups are asked for their committed offsets", "500ms", ""},
    {"refresh", "How often new topics, partitions and groups are looked for", "10s", ""},
    {"type", "Where the type of an event is: header:NAME or data.PATH", "the usual names", ""},
    {"subject", "Where its subject is", "the key", ""},
    {"correlation", "Where its correlation is", "the usual names", ""},
    {"causation", "Where its causation is", "the usual names", ""},
    {"security", "How the connection is secured", "plaintext, with a user sasl_ssl",
     "plaintext|ssl|sasl_plaintext|sasl_ssl"},
    {"sasl", "How the user is proved", "PLAIN",
     "PLAIN|SCRAM-SHA-256|SCRAM-SHA-512|GSSAPI|OAUTHBEARER"},
    {"ca", "A file with the certificates that are trusted", "the system's", ""},
    {"certificate", "A file with the certificate that Playhead shows", "", ""},
    {"key", "A file with the private key of the certificate", "", ""},
    {"key-password", "The password of that key", "", ""},
    {"config", "A file of librdkafka properties, one name=value a line", "", ""},
}};

std::string quoted(const std::vector<std::string> &names)
{
    std::string text;
    for (const auto &name : names)
        text += fmt::format("{}{}", text.empty() ? "" : ", ", name);
    return text;
}

std::string placeText(const KafkaPlace &place)
{
    switch (place.kind) {
    case KafkaPlace::Kind::Beginning: return "the beginning";
    case KafkaPlace::Kind::End: return "the end as it is now";
    case KafkaPlace::Kind::Offset: return fmt::format("offset {}", place.offset);
    case KafkaPlace::Kind::FromEnd: return fmt::format("{} records before the end", place.offset);
    case KafkaPlace::Kind::Time: return formatTimestamp(place.time);
    }
    return {};
}

std::string readingText(const KafkaSettings &settings)
{
    std::string topics;
    if (!settings.topics.names().empty())
        topics = fmt::format("of {}", quoted(settings.topics.names()));
    if (!settings.topics.patterns().empty())
        topics += fmt::format("{}of all topics that match {}", topics.empty() ? "" : ", and ",
                              quoted(settings.topics.patterns()));
    auto text = fmt::format("Reads all partitions {}, from {}", topics, placeText(settings.from));
    text += settings.to ? fmt::format(" up to {}, and then ends.", placeText(*settings.to))
                        : std::string(", and goes on with what is published.");
    return text;
}

std::string groupsText(const KafkaNames &groups)
{
    if (groups.isEmpty()) return "Consumer groups are not looked at.";
    std::string who;
    if (!groups.names().empty()) who = fmt::format("the groups {}", quoted(groups.names()));
    if (!groups.patterns().empty())
        who += fmt::format("{}all groups that the server lists and that match {}",
                           who.empty() ? "" : ", and ", quoted(groups.patterns()));
    return fmt::format("Asks what {} have committed, without joining them.", who);
}

Result<KafkaSettings> sourceSettings(const Transport &transport, const SourceUrl &url)
{
    if (auto checked = checkOptions(transport, url); !checked)
        return tl::unexpected(checked.error());
    auto settings = KafkaSettings::fromUrl(url, currentTime());
    if (settings && settings->topics.isEmpty())
        return failure(fmt::format("{} says no topic. Write names or patterns separated by commas, "
                                   "such as kafka://{}/orders.*, or * for all.",
                                   url.text(), settings->servers));
    return settings;
}

} // namespace

std::string_view KafkaTransport::scheme() const
{
    return "kafka";
}

std::string_view KafkaTransport::title() const
{
    return "Apache Kafka";
}

std::string_view KafkaTransport::description() const
{
    return "Topics of a cluster, and what its consumer groups have acknowledged";
}

std::string_view KafkaTransport::example() const
{
    return "kafka://localhost:9092/orders.*?from=beginning";
}

std::string_view KafkaTransport::pathMeaning() const
{
    return "Topics: names or patterns, separated by commas. To publish: the topic; {channel} in it "
           "is where the event was published in the log";
}

std::span<const SourceOption> KafkaTransport::options() const
{
    return kafkaOptions;
}

std::string KafkaTransport::sourceName(const SourceUrl &url) const
{
    if (!url.host.empty()) return Transport::sourceName(url);
    return fmt::format("kafka {}", url.option("config").value_or("without a server"));
}

Result<AttachPlan> KafkaTransport::plan(const SourceUrl &url) const
{
    const auto settings = sourceSettings(*this, url);
    if (!settings) return tl::unexpected(settings.error());
    using Kind = AttachEffect::Kind;
    AttachPlan plan;
    plan.effects = {
        {Kind::None, readingText(*settings)},
        {Kind::None, "No consumer group is joined, and no offset is committed: all consumers get "
                     "what they would get anyway."},
        {Kind::None, groupsText(settings->groups)},
        {Kind::None, "Nothing is made or changed on the server."},
    };
    return plan;
}

Result<std::unique_ptr<SourceConnection>> KafkaTransport::connection(const SourceUrl &url) const
{
    auto settings = sourceSettings(*this, url);
    if (!settings) return tl::unexpected(settings.error());
    return std::make_unique<KafkaConnection>(std::move(*settings));
}

Result<std::unique_ptr<Target>> KafkaTransport::target(const SourceUrl &url) const
{
    if (auto checked = checkOptions(*this, url); !checked) return tl::unexpected(checked.error());
    auto settings = KafkaSettings::fromUrl(url, currentTime());
    if (!settings) return tl::unexpected(settings.error());
    return std::make_unique<KafkaTarget>(std::move(*settings), url.path);
}

} // namespace playhead
