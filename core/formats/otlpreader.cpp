// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlpreader.h"

#include "formats/otlpdocument.h"
#include "formats/otlpspanparser.h"
#include "formats/otlpsteps.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::size_t progressInterval = std::size_t(1) << 20U;
constexpr std::size_t recognisedBytes = std::size_t(64) << 10U;

/// Puts the parts of the text into the table of spans, and what is none into the sink.
class PartsReader final : public OtlpParts
{
public:
    PartsReader(const LogInput &input, OtlpSpans &spans, LogSink &sink)
        : m_input(input), m_sink(sink), m_parser(input.text, spans)
    {}

    [[nodiscard]] bool foundTraces() const { return m_foundTraces; }
    [[nodiscard]] const std::string &otherSignals() const { return m_otherSignals; }

    void beginResource() override
    {
        m_foundTraces = true;
        m_parser.beginResource();
    }

    void resource(std::string_view json) override { m_parser.resource(json); }

    void span(std::string_view json) override
    {
        const auto offset = static_cast<std::size_t>(json.data() - m_input.text.data());
        if (auto problem = m_parser.span(json)) skip(offset, "a span left out: " + *problem);
        if (offset - m_told < progressInterval) return;
        m_told = offset;
        if (m_input.progress) m_input.progress(offset);
    }

    void otherSignal(std::string_view name, std::size_t offset) override
    {
        if (m_otherSignals.find(name) == std::string::npos)
            m_otherSignals += (m_otherSignals.empty() ? "" : ", ") + std::string(name);
        skip(offset, fmt::format("{}: not traces", name));
    }

    void malformed(std::size_t offset, std::string reason) override
    {
        skip(offset, std::move(reason));
    }

    bool stopped() override { return m_input.stop.stop_requested(); }

private:
    void skip(std::size_t offset, std::string reason)
    {
        offset = std::min(offset, m_input.text.size());
        if (offset < m_counted) {
            m_line = 1;
            m_counted = 0;
        }
        const auto *begin = m_input.text.data();
        m_line += static_cast<std::uint64_t>(std::count(begin + m_counted, begin + offset, '\n'));
        m_counted = offset;
        m_sink.skipped({m_line, offset, std::move(reason)});
    }

    const LogInput &m_input;
    LogSink &m_sink;
    OtlpSpanParser m_parser;
    std::string m_otherSignals;
    std::uint64_t m_line = 1;  // of the byte m_counted
    std::size_t m_counted = 0; // lines are counted up to here
    std::size_t m_told = 0;    // the last progress
    bool m_foundTraces = false;
};

void tellLeftOut(const OtlpLeftOut &leftOut, LogSink &sink)
{
    if (leftOut.internal > 0)
        sink.skipped({0, 0,
                      fmt::format("{} span{} without a step: work inside a service, no message or "
                                  "request",
                                  leftOut.internal, leftOut.internal == 1 ? "" : "s")});
    if (leftOut.duplicates > 0)
        sink.skipped({0, 0,
                      fmt::format("{} span{} exported more than once, taken once",
                                  leftOut.duplicates, leftOut.duplicates == 1 ? "" : "s")});
}

class OtlpReader final : public LogReader
{
public:
    [[nodiscard]] std::string_view name() const override { return "otlp"; }

    [[nodiscard]] std::string_view description() const override
    {
        return "OpenTelemetry traces as OTLP JSON: one document, or one request a line";
    }

    [[nodiscard]] int recognise(std::string_view beginning, bool /*whole*/) const override
    {
        return recogniseOtlp(beginning);
    }

    Result<void> read(const LogInput &input, LogSink &sink) const override
    {
        OtlpSpans spans;
        PartsReader parts(input, spans, sink);
        readOtlpParts(input.text, parts);
        if (input.stop.stop_requested()) return {};
        if (!parts.foundTraces()) {
            if (!parts.otherSignals().empty())
                return failure(fmt::format("{}: OTLP without traces, only {}; Playhead needs the "
                                           "traces (resourceSpans)",
                                           input.name, parts.otherSignals()));
            if (recogniseOtlp(input.text.substr(0, recognisedBytes)) == 0)
                return failure(
                    fmt::format("{}: not OTLP JSON: no resourceSpans in it", input.name));
        }
        tellLeftOut(writeOtlpSteps(input.text, spans, sink, input.stop), sink);
        if (input.progress) input.progress(input.text.size());
        return {};
    }
};

} // namespace

const LogReader &otlpReader()
{
    static const OtlpReader reader;
    return reader;
}

} // namespace playhead
