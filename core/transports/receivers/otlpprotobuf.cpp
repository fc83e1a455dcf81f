// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/receivers/otlpprotobuf.h"

#include "formats/base64.h"
#include "formats/jsontext.h"

#include <cmath>

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <otlp.pb.h>

namespace playhead {
namespace {

using google::protobuf::RepeatedPtrField;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr int largestSpan = 1 << 20;

// Numbers of the fields that lead to a span.
constexpr int resourceSpansField = 1; // of the request
constexpr int resourceField = 1;      // of ResourceSpans
constexpr int scopeSpansField = 2;
constexpr int spansField = 2; // of ScopeSpans

class Writer
{
public:
    explicit Writer(std::string &out) : m_out(out) {}

    void resource(const otlp::Resource &resource)
    {
        m_out += "\"resource\":{";
        attributes(resource.attributes());
        m_out += '}';
    }

    void span(const otlp::Span &span)
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

private:
    template <class... Args> void append(fmt::format_string<Args...> format, Args &&...args)
    {
        fmt::format_to(std::back_inserter(m_out), format, std::forward<Args>(args)...);
    }

    void id(std::string_view name, const std::string &bytes)
    {
        append("\"{}\":\"", name);
        for (const char byte : bytes)
            append("{:02x}", static_cast<unsigned char>(byte));
        m_out += '"';
    }

    void attributes(const RepeatedPtrField<otlp::KeyValue> &list)
    {
        m_out += "\"attributes\":";
        pairs(list);
    }

    void pairs(const RepeatedPtrField<otlp::KeyValue> &list)
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

    /// Nested no deeper than the protobuf parser allows.
    void value(const otlp::AnyValue &any)
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

    void number(double number)
    {
        if (std::isfinite(number))
            append("{{\"doubleValue\":{}", number);
        else
            append("{{\"doubleValue\":\"{}\"", std::isnan(number) ? "NaN"
                                               : number < 0       ? "-Infinity"
                                                                  : "Infinity");
    }

    void events(const RepeatedPtrField<otlp::Span::Event> &list)
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

    void links(const RepeatedPtrField<otlp::Span::Link> &list)
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

    std::string &m_out;
};

/// Walks through the lists of a request.
class Walk
{
public:
    Walk(std::string_view request, std::size_t limit)
        : m_in(reinterpret_cast<const std::uint8_t *>(request.data()),
               static_cast<int>(request.size())),
          m_size(static_cast<int>(request.size())),
          m_limit(limit),
          m_writer(m_out)
    {}

    Result<std::string> read()
    {
        m_out = "{\"resourceSpans\":[";
        bool first = true;
        const bool good = fields([&](int field) {
            if (field != resourceSpansField) return false;
            if (!std::exchange(first, false)) m_out += ',';
            resourceSpans();
            return true;
        });
        m_out += "]}";
        if (good && m_problem.empty()) return std::move(m_out);
        return failure(m_problem.empty()
                           ? fmt::format("at byte {}: this is no protobuf", m_in.CurrentPosition())
                           : m_problem);
    }

private:
    /// Calls `take(field)` for each field with a length, which reads it or answers false; others
    /// are skipped.
    template <class Take> bool fields(Take take)
    {
        while (m_problem.empty()) {
            const auto tag = m_in.ReadTag();
            if (tag == 0) return m_in.ConsumedEntireMessage();
            const bool hasLength =
                WireFormatLite::GetTagWireType(tag) == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
            if (hasLength && take(WireFormatLite::GetTagFieldNumber(tag))) continue;
            if (!WireFormatLite::SkipField(&m_in, tag)) return false;
        }
        return false;
    }

    /// Reads a message within a message with `body`, which answers whether it was one.
    template <class Body> void nested(std::string_view what, Body body)
    {
        const auto at = m_in.CurrentPosition();
        int size = 0;
        if (!m_in.ReadVarintSizeAsInt(&size) || size > m_size - m_in.CurrentPosition()) {
            fail(at, fmt::format("{} is cut off", what));
            return;
        }
        if (m_out.size() > m_limit) {
            fail(at, fmt::format("more than {} bytes as text", m_limit));
            return;
        }
        const auto limit = m_in.PushLimit(size);
        if (!body(size) && m_problem.empty()) fail(at, fmt::format("{} cannot be read", what));
        m_in.PopLimit(limit);
    }

    void fail(int at, const std::string &problem)
    {
        m_problem = fmt::format("at byte {}: {}", at, problem);
    }

    void resourceSpans()
    {
        nested("a list of spans of a resource", [this](int) {
            m_out += '{';
            bool first = true;
            const bool good = fields([&](int field) {
                if (field != resourceField && field != scopeSpansField) return false;
                if (!std::exchange(first, false)) m_out += ',';
                field == resourceField ? resource() : scopeSpans();
                return true;
            });
            m_out += '}';
            return good;
        });
    }

    void resource()
    {
        nested("a resource", [this](int size) {
            otlp::Resource resource;
            if (size > largestSpan || !resource.ParseFromCodedStream(&m_in)) return false;
            m_writer.resource(resource);
            return true;
        });
    }

    void scopeSpans()
    {
        // The name stands once for each list; the JSON reader takes members that come again.
        nested("a list of spans of a scope", [this](int) {
            m_out += "\"scopeSpans\":[{\"spans\":[";
            bool first = true;
            const bool good = fields([&](int field) {
                if (field != spansField) return false;
                if (!std::exchange(first, false)) m_out += ',';
                span();
                return true;
            });
            m_out += "]}]";
            return good;
        });
    }

    void span()
    {
        nested("a span", [this](int size) {
            if (size > largestSpan) {
                fail(m_in.CurrentPosition(),
                     fmt::format("a span of {} bytes; {} are the most", size, largestSpan));
                return false;
            }
            if (!m_span.ParseFromCodedStream(&m_in)) return false;
            m_writer.span(m_span);
            return true;
        });
    }

    CodedInputStream m_in;
    int m_size;
    std::size_t m_limit;
    std::string m_out;
    Writer m_writer;
    std::string m_problem;
    otlp::Span m_span; // its memory is used again
};

} // namespace

Result<std::string> otlpJsonFromProtobuf(std::string_view request, std::size_t limit)
{
    return Walk(request, limit).read();
}

std::string otlpResponse(std::uint64_t rejectedSpans, const std::string &reason)
{
    otlp::ExportResponse response;
    if (rejectedSpans > 0) {
        response.mutable_partial_success()->set_rejected_spans(
            static_cast<std::int64_t>(rejectedSpans));
        response.mutable_partial_success()->set_error_message(reason);
    }
    return response.SerializeAsString();
}

std::string otlpProblem(std::string_view message)
{
    otlp::Problem problem;
    problem.set_message(std::string(message));
    return problem.SerializeAsString();
}

} // namespace playhead
