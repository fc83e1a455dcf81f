// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/structuredevent.h"

#include "formats/base64.h"
#include "formats/jsontext.h"
#include "transports/eventheaders.h"

namespace playhead {
namespace {

void addData(std::string &json, const Event &event)
{
    switch (event.encoding) {
    case DataEncoding::None: break;
    case DataEncoding::Json:
        json += ",\"data\":";
        for (const char c : event.data) // line ends stand between tokens
            json += c == '\n' || c == '\r' ? ' ' : c;
        break;
    case DataEncoding::Text:
        json += ",\"data\":";
        appendJsonString(json, event.data);
        break;
    case DataEncoding::Binary:
        json += ",\"data_base64\":";
        appendJsonString(json, base64Encoded(event.data));
        break;
    }
}

} // namespace

std::string structuredEvent(const Event &event)
{
    std::string json = "{\"specversion\":\"1.0\"";
    const auto add = [&](std::string_view name, std::string_view value) {
        if (value.empty()) return;
        json += ',';
        appendJsonString(json, name);
        json += ':';
        appendJsonString(json, value);
    };
    const auto required = [&](std::string_view name, std::string_view value) {
        add(name, value.empty() ? "unknown" : value);
    };
    required("id", event.id);
    required("source", event.source);
    required("type", event.type);
    add("subject", event.subject);
    if (event.time != 0) add("time", formatTimestamp(event.time));
    add("datacontenttype", eventContentType(event));
    add("dataschema", event.schema);
    add("correlationid", event.correlation);
    add("causationid", event.causation);
    for (const auto &[name, value] : event.extensions) {
        json += ',';
        appendJsonString(json, name);
        json += ':';
        json += value;
    }
    addData(json, event);
    return json + '}';
}

} // namespace playhead
