// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/cloudeventchunk.h"

#include "formats/linechunks.h"

#include <cstring>

namespace playhead {
namespace {

using simdjson::ondemand::json_type;
using simdjson::ondemand::value;

/// Whether the name that begins at `raw`, behind its quote, is `name`, which ends with a quote.
/// There are always enough bytes behind a record to look at.
template <std::size_t size> bool isName(const char *raw, const char (&name)[size])
{
    static_assert(size - 1 <= simdjson::SIMDJSON_PADDING);
    return std::memcmp(raw, name, size - 1) == 0;
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// The text of a string as it stands, with its escapes, if it has any.
bool readRawText(value json, std::string_view &text)
{
    auto raw = json.raw_json_token(); // with blanks behind it
    while (!raw.empty() && isBlank(raw.back()))
        raw.remove_suffix(1);
    if (raw.size() < 2 || raw.front() != '"' || raw.back() != '"') return false;
    text = raw.substr(1, raw.size() - 2);
    return true;
}

bool hasEscape(const char *begin, const char *end)
{
    return std::memchr(begin, '\\', std::size_t(end - begin)) != nullptr;
}

bool readPlainData(value json, std::string_view &data)
{
    json_type type{};
    if (json.type().get(type) != simdjson::SUCCESS) return false;
    if (type == json_type::object) {
        simdjson::ondemand::object object;
        if (json.get_object().get(object) != simdjson::SUCCESS
            || object.raw_json().get(data) != simdjson::SUCCESS)
            return false;
    } else if (type == json_type::array) {
        simdjson::ondemand::array array;
        if (json.get_array().get(array) != simdjson::SUCCESS
            || array.raw_json().get(data) != simdjson::SUCCESS)
            return false;
    } else {
        return false;
    }
    while (isBlank(data.back())) // it ends with a bracket
        data.remove_suffix(1);
    return true;
}

/// Where the text of an attribute goes; null: the attribute is not one of the plain ones.
std::string_view *placeOf(const char *raw, PlainCloudEvent &event, std::string_view &version,
                          std::string_view &time)
{
    switch (raw[0]) {
    case 'i': return isName(raw, "id\"") ? &event.id : nullptr;
    case 's':
        if (isName(raw, "source\"")) return &event.source;
        if (isName(raw, "subject\"")) return &event.subject;
        return isName(raw, "specversion\"") ? &version : nullptr;
    case 't':
        if (isName(raw, "type\"")) return &event.type;
        return isName(raw, "time\"") ? &time : nullptr;
    case 'd':
        if (isName(raw, "datacontenttype\"")) return &event.contentType;
        return isName(raw, "dataschema\"") ? &event.schema : nullptr;
    case 'c':
        if (isName(raw, "correlationid\"")) return &event.correlation;
        return isName(raw, "causationid\"") ? &event.causation : nullptr;
    default: return nullptr;
    }
}

} // namespace

CloudEventChunk::CloudEventChunk(std::string_view input)
    : m_input(input), m_parser(input), m_arena(input)
{}

void CloudEventChunk::parse(std::string_view lines)
{
    m_arena.clear();
    m_records.clear();
    m_plain.clear();
    m_events.clear();
    m_problems.clear();
    m_lines = forEachLine(lines, [this](std::string_view text, std::uint64_t line) {
        auto &record = m_records.emplace_back();
        record.text = text;
        record.line = line;
        parseLine(text, record);
    });
}

void CloudEventChunk::parseLine(std::string_view text, Record &record)
{
    if (parsePlain(text, m_plain.emplace_back())) {
        record.index = std::uint32_t(m_plain.size() - 1);
        return;
    }
    m_plain.pop_back();
    switch (m_parser.parse(text)) {
    case CloudEventParser::Outcome::Event:
        record.kind = Kind::Event;
        record.index = std::uint32_t(m_events.size());
        keep(m_parser.event());
        break;
    case CloudEventParser::Outcome::Malformed:
        record.kind = Kind::Malformed;
        record.index = std::uint32_t(m_problems.size());
        m_problems.push_back(m_parser.problem());
        break;
    case CloudEventParser::Outcome::Wrapper: record.kind = Kind::Wrapper; break;
    }
}

bool CloudEventChunk::parsePlain(std::string_view text, PlainCloudEvent &event)
{
    const auto behind = m_input.data() + m_input.size() - (text.data() + text.size());
    if (behind < std::ptrdiff_t(simdjson::SIMDJSON_PADDING)) return false;
    std::string_view version;
    std::string_view time;
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (m_plainParser.iterate(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING)
                .get(document)
            != simdjson::SUCCESS
        || document.get_object().get(object) != simdjson::SUCCESS)
        return false;
    for (auto field : object) {
        simdjson::ondemand::raw_json_string name;
        value json;
        if (field.key().get(name) != simdjson::SUCCESS
            || field.value().get(json) != simdjson::SUCCESS)
            return false;
        if (isName(name.raw(), "data\"")) {
            if (!readPlainData(json, event.data)) return false;
            continue;
        }
        auto *const place = placeOf(name.raw(), event, version, time);
        if (!place || !readRawText(json, *place)) return false;
    }
    if (document.current_location().error() == simdjson::SUCCESS) return false; // something follows
    // Everything but the data must mean what it says. One look for all attributes.
    const auto *const end = text.data() + text.size();
    const auto *const data = event.data.empty() ? end : event.data.data();
    if (hasEscape(text.data(), data) || hasEscape(data + event.data.size(), end)) return false;
    if (event.id.empty() || event.type.empty() || event.source.empty()
        || !version.starts_with("1."))
        return false;
    if (time.empty()) return true;
    const auto parsed = parseTimestamp(time);
    if (!parsed) return false;
    event.time = *parsed;
    event.hasTime = true;
    return true;
}

void CloudEventChunk::keep(const ParsedCloudEvent &parsed)
{
    auto &kept = m_events.emplace_back(parsed);
    auto &event = kept.event;
    for (auto *text :
         {&event.id, &event.type, &event.source, &event.subject, &event.correlation,
          &event.causation, &event.contentType, &event.schema, &event.data, &event.extensions,
          &kept.channel, &kept.sender, &kept.receiver, &kept.reason, &kept.missing})
        *text = m_arena.keep(*text);
}

} // namespace playhead
