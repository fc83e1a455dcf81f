// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/csvexport.h"

#include "formats/base64.h"

#include <array>
#include <string>

namespace playhead {
namespace {

constexpr std::string_view header =
    "position,time,kind,attempt,sender,receiver,type,subject,correlation,id,source,causation,"
    "evidence,failed,reason,data";

void appendField(std::string &line, std::string_view text)
{
    if (!line.empty()) line += ',';
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        line += text;
        return;
    }
    line += '"';
    for (const char c : text) {
        if (c == '"') line += '"';
        line += c;
    }
    line += '"';
}

class CsvExport final : public LogExport
{
public:
    std::string_view name() const override { return "csv"; }
    std::string_view description() const override { return "CSV, a line a step"; }
    std::span<const std::string_view> extensions() const override { return m_extensions; }

    Result<void> write(const Log &log, std::ostream &out) const override
    {
        writeCsvHeader(out);
        for (Position p(1); p <= log.watermark(); p = advanced(p, 1)) {
            if (auto written = writeCsvStep(log, p, out); !written) return written;
        }
        return {};
    }

private:
    std::array<std::string_view, 1> m_extensions = {".csv"};
};

} // namespace

void writeCsvHeader(std::ostream &out)
{
    out << header << '\n';
}

Result<void> writeCsvStep(const Log &log, Position position, std::ostream &out)
{
    const auto step = log.at(position);
    Event event;
    if (step.event.isValid()) {
        auto read = log.event(step.event);
        if (!read) return tl::unexpected(read.error());
        event = std::move(*read);
    }
    const auto reason = step.failed ? log.reason(position) : Result<std::string>();
    if (!reason) return tl::unexpected(reason.error());
    std::string line;
    appendField(line, std::to_string(position.value()));
    appendField(line, formatTimestamp(step.time));
    appendField(line, stepKindName(step.kind));
    appendField(line, step.attempt == 0 ? std::string() : std::to_string(step.attempt));
    appendField(line, log.participantName(step.sender));
    appendField(line, log.participantName(step.receiver));
    for (const std::string_view text :
         {std::string_view(event.type), std::string_view(event.subject),
          std::string_view(event.correlation), std::string_view(event.id),
          std::string_view(event.source), std::string_view(event.causation)})
        appendField(line, text);
    appendField(line, step.evidence == Evidence::Observed ? "observed" : "inferred");
    appendField(line, step.failed ? "true" : "false");
    appendField(line, *reason);
    appendField(line,
                event.encoding == DataEncoding::Binary ? base64Encoded(event.data) : event.data);
    line += '\n';
    if (!out.write(line.data(), static_cast<std::streamsize>(line.size())))
        return failure("Cannot write: the disk may be full.");
    return {};
}

const LogExport &csvExport()
{
    static const CsvExport format;
    return format;
}

} // namespace playhead
