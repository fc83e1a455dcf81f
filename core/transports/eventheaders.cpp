// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/eventheaders.h"

#include "formats/jsontext.h"
#include "transports/target.h"

#include <algorithm>
#include <string>

#include <simdjson.h>

namespace playhead {

std::string plainExtension(const std::string &json)
{
    if (!json.starts_with('"')) return json;
    simdjson::dom::parser parser;
    std::string_view text;
    return parser.parse(json).get_string().get(text) == simdjson::SUCCESS ? std::string(text)
                                                                          : json;
}

std::vector<MessageHeader> eventHeaders(const Event &event, std::string_view prefix)
{
    std::vector<MessageHeader> headers;
    const auto add = [&](std::string_view name, std::string value) {
        if (!value.empty())
            headers.emplace_back(std::string(prefix).append(name), std::move(value));
    };
    add("specversion", "1.0");
    add("id", event.id);
    add("source", event.source);
    add("type", event.type);
    add("subject", event.subject);
    if (event.time != 0) add("time", formatTimestamp(event.time));
    add("dataschema", event.schema);
    add("correlationid", event.correlation);
    add("causationid", event.causation);
    for (const auto &[name, value] : event.extensions)
        add(name, plainExtension(value));
    return headers;
}

std::string_view eventContentType(const Event &event)
{
    if (!event.contentType.empty()) return event.contentType;
    switch (event.encoding) {
    case DataEncoding::Json: return "application/json";
    case DataEncoding::Text: return "text/plain";
    case DataEncoding::Binary: return "application/octet-stream";
    case DataEncoding::None: break;
    }
    return {};
}

bool isReplayed(const Event &event)
{
    return std::ranges::find(event.extensions, replayedAttribute, &Extension::first)
           != event.extensions.end();
}

void markReplayed(Event &event, std::string_view who)
{
    std::erase_if(event.extensions,
                  [](const Extension &extension) { return extension.first == replayedAttribute; });
    std::string value;
    appendJsonString(value, who);
    event.extensions.emplace_back(replayedAttribute, std::move(value));
}

} // namespace playhead
