// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlparrivals.h"

#include "formats/otlpdocument.h"
#include "formats/otlpspanparser.h"

#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

/// Of so many bad spans in one request it is not looked whether there are good ones too.
constexpr std::uint64_t mostRejected = 10'000;

class ArrivalsReader final : public OtlpParts
{
public:
    explicit ArrivalsReader(std::string_view text) : m_text(text), m_parser(text, m_spans) {}

    OtlpArrivals read()
    {
        readOtlpParts(m_text, *this);
        // A resource may be told after its spans.
        std::vector<std::shared_ptr<const std::string>> services;
        for (const auto name : m_spans.services)
            services.push_back(std::make_shared<const std::string>(m_spans.names.text(name)));
        for (std::size_t i = 0; i < m_arrivals.spans.size(); ++i)
            m_arrivals.spans[i].service = services[m_spans.spans[i].resource];
        return std::move(m_arrivals);
    }

    void beginResource() override { m_parser.beginResource(); }
    void resource(std::string_view json) override { m_parser.resource(json); }

    void span(std::string_view json) override
    {
        if (const auto problem = m_parser.span(json)) {
            if (m_arrivals.rejected++ == 0)
                m_arrivals.rejection =
                    fmt::format("at byte {}: {}", json.data() - m_text.data(), *problem);
            if (m_arrivals.rejected > mostRejected)
                m_arrivals.problem = fmt::format("more than {} spans cannot be read; the first, {}",
                                                 mostRejected, m_arrivals.rejection);
            return;
        }
        const auto &span = m_spans.spans.back();
        OtlpArrival arrival{std::string(json), {}, span.id, {}, span.kind == OtlpKind::Consumer};
        if (span.parent != 0)
            arrival.causes.push_back({span.id.traceHigh, span.id.traceLow, span.parent});
        for (std::uint32_t i = 0; i < span.linkCount; ++i)
            arrival.causes.push_back(m_spans.links[span.firstLink + i]);
        m_arrivals.spans.push_back(std::move(arrival));
    }

    void otherSignal(std::string_view name, std::size_t offset) override
    {
        malformed(offset, fmt::format("{} are no traces", name));
    }

    void malformed(std::size_t offset, std::string reason) override
    {
        if (m_arrivals.problem.empty())
            m_arrivals.problem = fmt::format("at byte {}: {}", offset, reason);
    }

    bool stopped() override { return m_arrivals.rejected > mostRejected; }

private:
    std::string_view m_text;
    OtlpSpans m_spans;
    OtlpSpanParser m_parser;
    OtlpArrivals m_arrivals;
};

} // namespace

OtlpArrivals readOtlpArrivals(std::string_view json)
{
    return ArrivalsReader(json).read();
}

} // namespace playhead
