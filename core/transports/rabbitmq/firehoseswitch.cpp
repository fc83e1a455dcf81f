// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/firehoseswitch.h"

#include "formats/jsontext.h"
#include "model/timestamp.h"
#include "transports/rabbitmq/brokerview.h"

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::string_view noAnswer =
    "The management interface did not say how the virtual host is set.";

} // namespace

FirehoseSwitch::FirehoseSwitch(ManagementClient &client)
    : m_client(client),
      m_vhostPath("/api/vhosts/" + client.vhost()),
      m_notePath("/api/global-parameters/playhead-tracing-" + client.vhost())
{}

Result<void> FirehoseSwitch::turnOn()
{
    const auto on = isOn();
    if (!on) return tl::unexpected(on.error());
    if (*on) return {};
    const auto noted = m_client.put(
        m_notePath, fmt::format("{{\"value\":\"on since {}\"}}", formatTimestamp(currentTime())));
    if (!noted) return noted;
    return set(true);
}

Result<void> FirehoseSwitch::restore(const std::string &ownQueue)
{
    const auto isOurs = m_client.exists(m_notePath);
    if (!isOurs) return tl::unexpected(isOurs.error());
    if (!*isOurs) return {};
    const auto isUsed = isUsedByOthers(ownQueue);
    if (!isUsed) return tl::unexpected(isUsed.error());
    if (*isUsed) return {};
    if (const auto off = set(false); !off) return off;
    return m_client.remove(m_notePath);
}

Result<bool> FirehoseSwitch::isOn()
{
    const auto text = m_client.fetch(m_vhostPath);
    if (!text) return tl::unexpected(text.error());
    simdjson::dom::parser parser;
    bool on = false;
    if (parser.parse(*text)["tracing"].get_bool().get(on) != simdjson::SUCCESS)
        return failure(std::string(noAnswer));
    return on;
}

/// What is not said is cleared by the server: the rest of the settings is sent along as it is.
Result<void> FirehoseSwitch::set(bool on)
{
    const auto text = m_client.fetch(m_vhostPath);
    if (!text) return tl::unexpected(text.error());
    simdjson::dom::parser parser;
    simdjson::dom::element vhost;
    if (parser.parse(*text).get(vhost) != simdjson::SUCCESS) return failure(std::string(noAnswer));
    auto json = fmt::format("{{\"tracing\":{}", on);
    std::string_view value;
    if (vhost["description"].get_string().get(value) == simdjson::SUCCESS) {
        json += ",\"description\":";
        appendJsonString(json, value);
    }
    if (vhost["default_queue_type"].get_string().get(value) == simdjson::SUCCESS
        && value != "undefined") {
        json += ",\"default_queue_type\":";
        appendJsonString(json, value);
    }
    simdjson::dom::array tags;
    if (vhost["tags"].get_array().get(tags) == simdjson::SUCCESS) {
        std::string joined;
        for (const auto tag : tags)
            if (tag.get_string().get(value) == simdjson::SUCCESS)
                joined += fmt::format("{}{}", joined.empty() ? "" : ",", value);
        json += ",\"tags\":";
        appendJsonString(json, joined);
    }
    return m_client.put(m_vhostPath, json + '}');
}

Result<bool> FirehoseSwitch::isUsedByOthers(const std::string &ownQueue)
{
    const auto text = m_client.fetch(
        fmt::format("/api/exchanges/{}/amq.rabbitmq.trace/bindings/source", m_client.vhost()));
    if (!text) return tl::unexpected(text.error());
    simdjson::dom::parser parser;
    simdjson::dom::array bindings;
    if (parser.parse(*text).get_array().get(bindings) != simdjson::SUCCESS)
        return failure(std::string(noAnswer));
    for (const auto binding : bindings) {
        std::string_view queue;
        if (binding["destination"].get_string().get(queue) == simdjson::SUCCESS
            && queue.starts_with(ownQueuePrefix) && queue != ownQueue)
            return true;
    }
    return false;
}

} // namespace playhead
