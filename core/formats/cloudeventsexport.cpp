// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/cloudeventsexport.h"

#include "formats/base64.h"
#include "formats/cloudeventattributes.h"
#include "formats/jsontext.h"

#include <array>

namespace playhead {
namespace {

namespace attribute = cloudeventattributes;

/// Writes the members of one JSON object.
class JsonLine
{
public:
    explicit JsonLine(std::string &out) : m_out(out)
    {
        m_out.clear();
        m_out += '{';
    }

    void text(std::string_view name, std::string_view value)
    {
        raw(name, {});
        appendJsonString(m_out, value);
    }
    void textIfAny(std::string_view name, std::string_view value)
    {
        if (!value.empty()) text(name, value);
    }
    void raw(std::string_view name, std::string_view json)
    {
        if (m_out.size() > 1) m_out += ',';
        appendJsonString(m_out, name);
        m_out += ':';
        m_out += json;
    }
    void end() { m_out += "}\n"; }

private:
    std::string &m_out;
};

/// CloudEvents requires a text here; ours may be missing for what a reader made up.
std::string_view orUnknown(std::string_view text)
{
    return text.empty() ? std::string_view("unknown") : text;
}

/// JSON text on one line: line ends between tokens become blanks, those in strings are escaped.
void appendOnOneLine(std::string &out, std::string_view json)
{
    for (const char c : json)
        out += c == '\n' || c == '\r' ? ' ' : c;
}

void addData(JsonLine &line, std::string &out, const Event &event)
{
    switch (event.encoding) {
    case DataEncoding::None: break;
    case DataEncoding::Json:
        // What a reader would take for no data, or for text.
        if (event.data == "null" || event.data.starts_with('"'))
            line.text(attribute::encoding, "json");
        line.raw("data", {});
        appendOnOneLine(out, event.data);
        break;
    case DataEncoding::Text:
        line.text(attribute::encoding, "text");
        line.text("data", event.data);
        break;
    case DataEncoding::Binary: line.text("data_base64", base64Encoded(event.data)); break;
    }
}

void addEvent(JsonLine &line, std::string &out, const Event &event)
{
    std::string missing;
    for (const auto &[name, value] :
         {std::pair("id", &event.id), std::pair("source", &event.source),
          std::pair("type", &event.type)}) {
        if (value->empty()) missing += missing.empty() ? name : std::string(" ") + name;
    }
    line.textIfAny(attribute::missing, missing);
    line.textIfAny("subject", event.subject);
    line.text("time", formatTimestamp(event.time));
    line.textIfAny("datacontenttype", event.contentType);
    line.textIfAny("dataschema", event.schema);
    line.textIfAny(attribute::correlation, event.correlation);
    line.textIfAny(attribute::causation, event.causation);
    if (event.scope == EventScope::Request) line.text(attribute::scope, "request");
    if (event.scope == EventScope::Integration) line.text(attribute::scope, "integration");
    for (const auto &[name, value] : event.extensions)
        line.raw(name, value);
    addData(line, out, event);
}

void addStep(JsonLine &line, const Log &log, const Step &step, std::string_view reason)
{
    line.text(attribute::step, stepKindName(step.kind));
    line.raw(attribute::event, std::to_string(step.event.value()));
    line.text(attribute::time, formatTimestamp(step.time));
    line.text(attribute::sender, log.participantName(step.sender));
    line.text(attribute::receiver, log.participantName(step.receiver));
    if (step.attempt != 0) line.raw(attribute::attempt, std::to_string(step.attempt));
    if (step.evidence == Evidence::Inferred) line.raw(attribute::inferred, "true");
    if (step.failed) line.raw(attribute::failed, "true");
    line.textIfAny(attribute::reason, reason);
}

class CloudEventsExport final : public LogExport
{
public:
    std::string_view name() const override { return "cloudevents"; }
    std::string_view description() const override { return "JSON Lines of CloudEvents 1.0"; }
    std::span<const std::string_view> extensions() const override { return m_extensions; }

    Result<void> write(const Log &log, std::ostream &out) const override
    {
        std::vector<bool> written(log.eventCount() + 1);
        std::string text;
        for (Position p(1); p <= log.watermark(); p = advanced(p, 1)) {
            const auto step = log.at(p);
            const auto reason = step.failed ? log.reason(p) : Result<std::string>();
            if (!reason) return tl::unexpected(reason.error());
            Event event;
            if (step.event.isValid()) {
                auto read = log.event(step.event);
                if (!read) return tl::unexpected(read.error());
                event = std::move(*read);
            }
            JsonLine line(text);
            line.text("specversion", "1.0");
            line.text("id", !event.id.empty()      ? event.id
                            : step.event.isValid() ? std::to_string(step.event.value())
                                                   : "step-" + std::to_string(p.value()));
            line.text("source", orUnknown(event.source));
            line.text("type", orUnknown(event.type));
            if (step.event.isValid() && !written[step.event.value()])
                addEvent(line, text, event);
            else if (step.event.isValid())
                line.raw(attribute::repeated, "true");
            written[step.event.value()] = true;
            addStep(line, log, step, *reason);
            line.end();
            if (!out.write(text.data(), static_cast<std::streamsize>(text.size())))
                return failure("Cannot write: the disk may be full.");
        }
        return {};
    }

private:
    std::array<std::string_view, 3> m_extensions = {".jsonl", ".ndjson", ".json"};
};

} // namespace

const LogExport &cloudEventsExport()
{
    static const CloudEventsExport format;
    return format;
}

} // namespace playhead
