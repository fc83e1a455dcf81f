// SPDX-License-Identifier: GPL-3.0-or-later
#include "protobufspans.h"

#include "formats/base64.h"

#include <fstream>
#include <sstream>

#include <otlp.pb.h>

namespace playhead::test {
namespace {

using nlohmann::json;

std::string bytesOf(const json &hex)
{
    const auto text = hex.get<std::string>();
    std::string out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
    return out;
}

std::uint64_t numberOf(const json &value)
{
    return value.is_string() ? std::stoull(value.get<std::string>()) : value.get<std::uint64_t>();
}

void write(const json &from, otlp::AnyValue &to);

template <class List> void write(const json &from, List &to)
{
    for (const auto &attribute : from) {
        auto &pair = *to.Add();
        pair.set_key(attribute.at("key").get<std::string>());
        write(attribute.at("value"), *pair.mutable_value());
    }
}

void write(const json &from, otlp::AnyValue &to)
{
    if (from.contains("stringValue")) to.set_string_value(from["stringValue"].get<std::string>());
    if (from.contains("boolValue")) to.set_bool_value(from["boolValue"].get<bool>());
    if (from.contains("doubleValue")) to.set_double_value(from["doubleValue"].get<double>());
    if (from.contains("bytesValue"))
        to.set_bytes_value(*base64Decoded(from["bytesValue"].get<std::string>()));
    if (from.contains("intValue"))
        to.set_int_value(from["intValue"].is_string()
                             ? std::stoll(from["intValue"].get<std::string>())
                             : from["intValue"].get<std::int64_t>());
    if (from.contains("arrayValue")) {
        to.mutable_array_value();
        for (const auto &element : from["arrayValue"].value("values", json::array()))
            write(element, *to.mutable_array_value()->add_values());
    }
    if (from.contains("kvlistValue")) {
        auto &list = *to.mutable_kvlist_value()->mutable_values();
        write(from["kvlistValue"].value("values", json::array()), list);
    }
}

otlp::Span spanOf(const json &from)
{
    otlp::Span to;
    if (from.contains("traceId")) to.set_trace_id(bytesOf(from["traceId"]));
    if (from.contains("spanId")) to.set_span_id(bytesOf(from["spanId"]));
    if (from.contains("parentSpanId")) to.set_parent_span_id(bytesOf(from["parentSpanId"]));
    to.set_name(from.value("name", ""));
    to.set_kind(from.value("kind", 0));
    if (from.contains("startTimeUnixNano"))
        to.set_start_time_unix_nano(numberOf(from["startTimeUnixNano"]));
    if (from.contains("endTimeUnixNano"))
        to.set_end_time_unix_nano(numberOf(from["endTimeUnixNano"]));
    write(from.value("attributes", json::array()), *to.mutable_attributes());
    for (const auto &event : from.value("events", json::array())) {
        auto &out = *to.add_events();
        out.set_name(event.value("name", ""));
        write(event.value("attributes", json::array()), *out.mutable_attributes());
    }
    for (const auto &link : from.value("links", json::array())) {
        auto &out = *to.add_links();
        out.set_trace_id(bytesOf(link.at("traceId")));
        out.set_span_id(bytesOf(link.at("spanId")));
    }
    if (from.contains("status")) {
        to.mutable_status()->set_code(from["status"].value("code", 0));
        to.mutable_status()->set_message(from["status"].value("message", ""));
    }
    return to;
}

} // namespace

std::string protobufField(int number, std::string_view content)
{
    std::string out(1, static_cast<char>(number << 3 | 2));
    auto size = content.size();
    for (; size > 0x7F; size >>= 7U)
        out += static_cast<char>(0x80U | (size & 0x7FU));
    out += static_cast<char>(size);
    return out.append(content);
}

std::vector<json> spansOfFile(const std::string &path)
{
    std::vector<json> spans;
    std::ifstream file(path);
    std::stringstream content;
    content << file.rdbuf();
    const auto text = content.str();
    std::size_t begin = 0;
    const bool lines = path.ends_with(".jsonl");
    while (begin < text.size()) {
        const auto end = lines ? std::min(text.find('\n', begin), text.size()) : text.size();
        const auto document = json::parse(text.substr(begin, end - begin));
        begin = end + 1;
        for (const auto &resource : document.value("resourceSpans", json::array()))
            for (const auto &scope : resource.at("scopeSpans"))
                for (const auto &span : scope.at("spans"))
                    spans.push_back({{"resource", resource.value("resource", json::object())},
                                     {"scopeSpans", {{{"spans", {span}}}}}});
    }
    return spans;
}

std::string protobufRequest(const json &request)
{
    std::string out;
    for (const auto &entry : request.at("resourceSpans")) {
        otlp::Resource resource;
        write(entry.at("resource").value("attributes", json::array()),
              *resource.mutable_attributes());
        std::string resourceSpans;
        for (const auto &scope : entry.at("scopeSpans")) {
            std::string spans;
            for (const auto &span : scope.at("spans"))
                spans += protobufField(2, spanOf(span).SerializeAsString());
            resourceSpans += protobufField(2, spans);
        }
        // Which comes first is up to the writer.
        resourceSpans += protobufField(1, resource.SerializeAsString());
        out += protobufField(1, resourceSpans);
    }
    return out;
}

} // namespace playhead::test
