// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/receivers/otlpjsonwriter.h"

#include "formats/base64.h"
#include "formats/jsontext.h"

#include <cmath>

namespace playhead {

using google::protobuf::RepeatedPtrField;

void OtlpJsonWriter::resource(const otlp::Resource &resource)
{
    m_out += "\"resource\":{";
    attributes(resource.attributes());
    m_out += '}';
}

void OtlpJsonWriter::span(const otlp::Span &span)
{
    m_out += '{';
    id("traceId", span.trace_id());
    m_out += ',';
    id("spanId", span.span_id());
    if (!span.parent_span_id().empty()) {
        m_out += ',';
        id("parentSpanId", span.parent_span_id());
    }
    m_out += ",\"name\":";
    appendJsonString(m_out, span.name());
    append(",\"kind\":{},\"startTimeUnixNano\":\"{}\",\"endTimeUnixNano\":\"{}\",", span.kind(),
           span.start_time_unix_nano(), span.end_time_unix_nano());
    attributes(span.attributes());
    if (span.events_size() > 0) events(span.events());
    if (span.links_size() > 0) links(span.links());
    if (span.has_status()) {
        append(",\"status\":{{\"code\":{},\"message\":", span.status().code());
        appendJsonString(m_out, span.status().message());
        m_out += '}';
    }
    m_out += '}';
}

void OtlpJsonWriter::id(std::string_view name, const std::string &bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    append("\"{}\":\"", name);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        m_out += digits[byte >> 4U];
        m_out += digits[byte & 15U];
    }
    m_out += '"';
}

void OtlpJsonWriter::attributes(const RepeatedPtrField<otlp::KeyValue> &list)
{
    m_out += "\"attributes\":";
    pairs(list);
}

void OtlpJsonWriter::pairs(const RepeatedPtrField<otlp::KeyValue> &list)
{
    char between = '[';
    for (const auto &attribute : list) {
        if (attribute.key().empty()) continue;
        m_out += std::exchange(between, ',');
        m_out += "{\"key\":";
        appendJsonString(m_out, attribute.key());
        m_out += ",\"value\":";
        value(attribute.value());
        m_out += '}';
    }
    m_out += between == '[' ? "[]" : "]";
}

void OtlpJsonWriter::value(const otlp::AnyValue &any)
{
    switch (any.value_case()) {
    case otlp::AnyValue::kStringValue:
        m_out += "{\"stringValue\":";
        appendJsonString(m_out, any.string_value());
        break;
    case otlp::AnyValue::kBoolValue: append("{{\"boolValue\":{}", any.bool_value()); break;
    case otlp::AnyValue::kIntValue: append("{{\"intValue\":\"{}\"", any.int_value()); break;
    case otlp::AnyValue::kDoubleValue: number(any.double_value()); break;
    case otlp::AnyValue::kArrayValue: {
        m_out += "{\"arrayValue\":{\"values\":[";
        bool first = true;
        for (const auto &element : any.array_value().values()) {
            if (!std::exchange(first, false)) m_out += ',';
            value(element);
        }
        m_out += "]}";
        break;
    }
    case otlp::AnyValue::kKvlistValue:
        m_out += "{\"kvlistValue\":{\"values\":";
        pairs(any.kvlist_value().values());
        m_out += '}';
        break;
    case otlp::AnyValue::kBytesValue:
        append("{{\"bytesValue\":\"{}\"", base64Encoded(any.bytes_value()));
        break;
    case otlp::AnyValue::VALUE_NOT_SET: m_out += '{';
    }
    m_out += '}';
}

void OtlpJsonWriter::number(double number)
{
    if (std::isfinite(number))
        append("{{\"doubleValue\":{}", number);
    else
        append("{{\"doubleValue\":\"{}\"", std::isnan(number) ? "NaN"
                                           : number < 0       ? "-Infinity"
                                                              : "Infinity");
}

void OtlpJsonWriter::events(const RepeatedPtrField<otlp::Span::Event> &list)
{
    char between = '[';
    m_out += ",\"events\":";
    for (const auto &event : list) {
        m_out += std::exchange(between, ',');
        m_out += "{\"name\":";
        appendJsonString(m_out, event.name());
        m_out += ',';
        attributes(event.attributes());
        m_out += '}';
    }
    m_out += ']';
}

void OtlpJsonWriter::links(const RepeatedPtrField<otlp::Span::Link> &list)
{
    char between = '[';
    m_out += ",\"links\":";
    for (const auto &link : list) {
        m_out += std::exchange(between, ',');
        m_out += '{';
        id("traceId", link.trace_id());
        m_out += ',';
        id("spanId", link.span_id());
        m_out += '}';
    }
    m_out += ']';
}

} // namespace playhead
