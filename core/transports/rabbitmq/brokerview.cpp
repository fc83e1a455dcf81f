// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/brokerview.h"

#include "formats/jsontext.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

namespace playhead {
namespace {

using simdjson::dom::element;

/// A document that a path answers, an array of objects.
class Listing
{
public:
    static Result<Listing> fetch(ManagementClient &client, const std::string &path)
    {
        auto text = client.fetch(path);
        if (!text) return tl::unexpected(text.error());
        Listing listing;
        if (listing.m_parser->parse(*text).get_array().get(listing.m_array) != simdjson::SUCCESS)
            return failure("The management interface did not answer with a list: is that what is "
                           "at this address?");
        return listing;
    }

    [[nodiscard]] auto begin() const { return m_array.begin(); }
    [[nodiscard]] auto end() const { return m_array.end(); }

private:
    // The array points into the parser, which therefore does not move.
    std::unique_ptr<simdjson::dom::parser> m_parser = std::make_unique<simdjson::dom::parser>();
    simdjson::dom::array m_array;
};

std::string_view textAt(const element &object, std::string_view name)
{
    std::string_view text;
    return object[name].get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

std::uint64_t numberAt(const element &object, std::string_view name)
{
    std::uint64_t number = 0;
    return object[name].get_uint64().get(number) == simdjson::SUCCESS ? number : 0;
}

bool isOurs(std::string_view queue)
{
    return queue.starts_with(ownQueuePrefix);
}

/// Appends `"name":{members}` for a thing of the listing.
void appendThing(std::string &out, const element &thing,
                 std::initializer_list<const char *> members)
{
    if (!out.ends_with('{')) out += ',';
    appendJsonString(out, textAt(thing, "name"));
    out += ":{";
    for (const auto *member : members) {
        element value;
        if (thing[member].get(value) != simdjson::SUCCESS) continue;
        if (!out.ends_with('{')) out += ',';
        out += fmt::format("\"{}\":{}", member, simdjson::minify(value));
    }
    out += '}';
}

void appendBinding(std::string &out, const element &binding)
{
    if (!out.ends_with('[')) out += ',';
    out += "{\"exchange\":";
    appendJsonString(out, textAt(binding, "source"));
    out += textAt(binding, "destination_type") == "exchange" ? ",\"toExchange\":" : ",\"queue\":";
    appendJsonString(out, textAt(binding, "destination"));
    out += ",\"routingKey\":";
    appendJsonString(out, textAt(binding, "routing_key"));
    out += '}';
}

void addOnce(std::vector<std::string> &list, std::string_view text)
{
    if (std::ranges::find(list, text) == list.end()) list.emplace_back(text);
}

} // namespace

Result<BrokerTopology> BrokerView::topology()
{
    const auto &vhost = m_client.vhost();
    const auto exchanges = Listing::fetch(
        m_client, fmt::format("/api/exchanges/{}?columns=name,type,durable,internal", vhost));
    if (!exchanges) return tl::unexpected(exchanges.error());
    const auto queues =
        Listing::fetch(m_client, fmt::format("/api/queues/{}?disable_stats=true", vhost));
    if (!queues) return tl::unexpected(queues.error());
    const auto bindings = Listing::fetch(m_client, fmt::format("/api/bindings/{}", vhost));
    if (!bindings) return tl::unexpected(bindings.error());

    BrokerTopology topology;
    topology.json = "{\"exchanges\":{";
    for (const auto exchange : *exchanges) {
        const auto name = textAt(exchange, "name");
        if (name.empty()) continue;
        appendThing(topology.json, exchange, {"type", "durable", "internal"});
        if (textAt(exchange, "type") == "direct") topology.directKeys[std::string(name)];
    }
    topology.json += "},\"queues\":{";
    for (const auto queue : *queues) {
        if (isOurs(textAt(queue, "name"))) continue;
        appendThing(topology.json, queue,
                    {"type", "durable", "exclusive", "auto_delete", "arguments"});
        element arguments;
        if (queue["arguments"].get(arguments) != simdjson::SUCCESS) continue;
        if (const auto to = textAt(arguments, "x-dead-letter-exchange"); !to.empty())
            addOnce(topology.deadLetterExchanges, to);
    }
    topology.json += "},\"bindings\":[";
    for (const auto binding : *bindings) {
        const auto source = textAt(binding, "source");
        if (source.empty() || isOurs(textAt(binding, "destination"))) continue;
        appendBinding(topology.json, binding);
        const auto direct = topology.directKeys.find(std::string(source));
        if (direct != topology.directKeys.end())
            addOnce(direct->second, textAt(binding, "routing_key"));
    }
    topology.json += "]}";
    return topology;
}

Result<std::unordered_map<std::string, QueueFigures>> BrokerView::queues()
{
    const auto listing = Listing::fetch(
        m_client, fmt::format("/api/queues/{}?disable_stats=true&enable_queue_totals=true",
                              m_client.vhost()));
    if (!listing) return tl::unexpected(listing.error());
    std::unordered_map<std::string, QueueFigures> figures;
    for (const auto queue : *listing)
        figures[std::string(textAt(queue, "name"))] = {numberAt(queue, "messages"),
                                                       numberAt(queue, "messages_unacknowledged")};
    return figures;
}

Result<std::vector<std::string>> BrokerView::connections()
{
    const auto listing = Listing::fetch(m_client, "/api/connections?disable_stats=true");
    if (!listing) return tl::unexpected(listing.error());
    std::vector<std::string> names;
    for (const auto connection : *listing)
        names.emplace_back(textAt(connection, "name"));
    return names;
}

Result<std::unordered_map<std::string, std::string>> BrokerView::connectionNames()
{
    const auto listing =
        Listing::fetch(m_client, fmt::format("/api/vhosts/{}/connections", m_client.vhost()));
    if (!listing) return tl::unexpected(listing.error());
    std::unordered_map<std::string, std::string> names;
    for (const auto connection : *listing) {
        element properties;
        auto &name = names[std::string(textAt(connection, "name"))];
        if (connection["client_properties"].get(properties) == simdjson::SUCCESS)
            name = textAt(properties, "connection_name");
    }
    return names;
}

} // namespace playhead
