// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/receivers/otlpprotobuf.h"

#include "transports/receivers/otlpjsonwriter.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <otlp.pb.h>

namespace playhead {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr int largestSpan = 1 << 20;

// Numbers of the fields that lead to a span.
constexpr int resourceSpansField = 1; // of the request
constexpr int resourceField = 1;      // of ResourceSpans
constexpr int scopeSpansField = 2;
constexpr int spansField = 2; // of ScopeSpans

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
    OtlpJsonWriter m_writer;
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
