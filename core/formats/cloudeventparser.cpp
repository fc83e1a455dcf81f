// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/cloudeventparser.h"

#include "formats/base64.h"
#include "formats/cloudeventattributes.h"

#include <algorithm>

namespace playhead {
namespace {

namespace attribute = cloudeventattributes;
using simdjson::ondemand::json_type;
using simdjson::ondemand::value;

/// The JSON text of a value, whatever it is, without blanks around it.
std::string_view rawText(value json)
{
    std::string_view text;
    json_type type{};
    if (json.type().get(type) != simdjson::SUCCESS) return {};
    if (type == json_type::object) {
        simdjson::ondemand::object object;
        if (json.get_object().get(object) == simdjson::SUCCESS
            && object.raw_json().get(text) == simdjson::SUCCESS)
            return trimmedJson(text);
        return {};
    }
    if (type == json_type::array) {
        simdjson::ondemand::array array;
        if (json.get_array().get(array) == simdjson::SUCCESS
            && array.raw_json().get(text) == simdjson::SUCCESS)
            return trimmedJson(text);
        return {};
    }
    return trimmedJson(json.raw_json_token());
}

bool isJsonType(std::string_view contentType)
{
    const auto type = trimmedJson(contentType.substr(0, contentType.find(';')));
    return type.empty() || type.ends_with("/json") || type.ends_with("+json");
}

/// Whether a value that is neither object nor list is one: rawText() does not look at it.
bool isScalarValid(value json, json_type type)
{
    bool truth = false;
    double number = 0;
    switch (type) {
    case json_type::number: return json.get_double().get(number) == simdjson::SUCCESS;
    case json_type::boolean: return json.get_bool().get(truth) == simdjson::SUCCESS;
    case json_type::null: return json.is_null().get(truth) == simdjson::SUCCESS && truth;
    default: return true;
    }
}

/// `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`: the trace id.
std::string_view traceOf(std::string_view traceparent)
{
    return traceparent.size() >= 35 && traceparent[2] == '-' ? traceparent.substr(3, 32)
                                                             : std::string_view();
}

/// Takes back what the export made up because CloudEvents requires it.
void dropMadeUp(EventView &event, std::string_view missing)
{
    if (missing.find("id") != std::string_view::npos) event.id = {};
    if (missing.find("source") != std::string_view::npos) event.source = {};
    if (missing.find("type") != std::string_view::npos) event.type = {};
}

} // namespace

CloudEventParser::Outcome CloudEventParser::parse(std::string_view record)
{
    m_event = {};
    m_inner = m_version = m_timeText = m_encodingName = m_context = m_subjectObject = {};
    m_problem.clear();
    m_extensions.clear();
    m_base64Of03 = m_nullData = false;

    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    auto error = m_parser.iterate(m_padded.view(m_text, record)).get(document);
    if (error == simdjson::SUCCESS) error = document.get_object().get(object);
    if (error == simdjson::INCORRECT_TYPE) {
        m_problem = "Expected a JSON object.";
        return Outcome::Malformed;
    }
    if (error == simdjson::SUCCESS) {
        for (auto field : object) {
            std::string_view name;
            value json;
            error = field.unescaped_key().get(name);
            if (error == simdjson::SUCCESS) error = field.value().get(json);
            if (error != simdjson::SUCCESS) break;
            if (!readMember(name, json)) {
                if (m_problem.empty())
                    m_problem = "The attribute " + std::string(name) + " cannot be read.";
                return Outcome::Malformed;
            }
        }
        if (error == simdjson::SUCCESS && document.current_location().error() == simdjson::SUCCESS)
            error = simdjson::TRAILING_CONTENT;
    }
    if (error != simdjson::SUCCESS) {
        m_problem = std::string("Not valid JSON: ") + simdjson::error_message(error);
        return Outcome::Malformed;
    }
    return conclude();
}

bool CloudEventParser::readText(value json, std::string_view &text)
{
    if (json.get_string().get(text) == simdjson::SUCCESS) return true;
    json_type type{};
    if (json.type().get(type) != simdjson::SUCCESS || type != json_type::null) return false;
    text = {};
    return true;
}

bool CloudEventParser::readMember(std::string_view name, value json)
{
    auto &event = m_event.event;
    if (name == "id") return readText(json, event.id);
    if (name == "type") return readText(json, event.type);
    if (name == "source") return readText(json, event.source);
    if (name == "subject" || name == "context") {
        json_type type{};
        if (json.type().get(type) == simdjson::SUCCESS && type == json_type::object) {
            (name == "subject" ? m_subjectObject : m_context) = rawText(json);
            return true;
        }
        if (name == "subject") return readText(json, event.subject);
    }
    if (name == "specversion") return readText(json, m_version);
    if (name == "time") return readText(json, m_timeText);
    if (name == "datacontenttype") return readText(json, event.contentType);
    if (name == "dataschema" || name == "schemaurl") return readText(json, event.schema);
    if (name == "data") return readData(json);
    if (name == "data_base64") return readBinary(json);
    if (name == "datacontentencoding") {
        std::string_view encoding;
        if (!readText(json, encoding)) return false;
        m_base64Of03 = encoding == "base64";
        return true;
    }
    if (name == attribute::correlation) return readText(json, event.correlation);
    if (name == attribute::causation) return readText(json, event.causation);
    if (name.starts_with(attribute::prefix) && readStepMember(name, json)) return true;
    keepExtension(name, json);
    return true;
}

bool CloudEventParser::readData(value json)
{
    auto &event = m_event.event;
    json_type type{};
    const bool known = json.type().get(type) == simdjson::SUCCESS;
    if (!known || !isScalarValid(json, type)) return false;
    event.data = rawText(json);
    if (event.data.find('\n') != std::string_view::npos) { // blanks between tokens are no data
        m_onOneLine.resize(event.data.size());
        std::size_t length = 0;
        if (simdjson::minify(event.data.data(), event.data.size(), m_onOneLine.data(), length)
            == simdjson::SUCCESS)
            event.data = std::string_view(m_onOneLine.data(), length);
    }
    m_nullData = type == json_type::null;
    event.encoding = event.data.empty() ? DataEncoding::None : DataEncoding::Json;
    // `"data": null` is no data, so that such an event comes out as it came in.
    if (known && type == json_type::null) {
        event.encoding = DataEncoding::None;
        event.data = {};
    }
    return true;
}

bool CloudEventParser::readBinary(value json)
{
    std::string_view text;
    if (!readText(json, text)) return false;
    auto bytes = base64Decoded(text);
    if (!bytes) {
        m_problem = "data_base64 is not base64.";
        return false;
    }
    m_binary = std::move(*bytes);
    m_event.event.data = m_binary;
    m_event.event.encoding = DataEncoding::Binary;
    return true;
}

bool CloudEventParser::readStepMember(std::string_view name, value json)
{
    std::string_view text;
    std::uint64_t number = 0;
    if (name == attribute::sender) return readText(json, m_event.sender);
    if (name == attribute::receiver) return readText(json, m_event.receiver);
    if (name == attribute::reason) return readText(json, m_event.reason);
    if (name == attribute::encoding) return readText(json, m_encodingName);
    if (name == attribute::missing) return readText(json, m_event.missing);
    if (name == attribute::inferred) return json.get_bool().get(m_event.inferred) == 0;
    if (name == attribute::failed) return json.get_bool().get(m_event.failed) == 0;
    if (name == attribute::repeated) return json.get_bool().get(m_event.repeated) == 0;
    if (name == attribute::event) return json.get_uint64().get(m_event.number) == 0;
    if (name == attribute::attempt) {
        if (json.get_uint64().get(number) != simdjson::SUCCESS) return false;
        m_event.attempt = static_cast<std::uint8_t>(std::min<std::uint64_t>(number, 255));
        return true;
    }
    if (name != attribute::step && name != attribute::time && name != attribute::scope)
        return false;
    if (!readText(json, text)) return false;
    if (name == attribute::step) {
        m_event.kind = stepKindFromName(text);
    } else if (name == attribute::time) {
        m_event.stepTime = parseTimestamp(text).value_or(0);
    } else {
        m_event.event.scope = text == "request"       ? EventScope::Request
                              : text == "integration" ? EventScope::Integration
                                                      : EventScope::Domain;
    }
    return true;
}

void CloudEventParser::keepExtension(std::string_view name, value json)
{
    json_type type{};
    const bool known = json.type().get(type) == simdjson::SUCCESS;
    const auto raw = rawText(json);
    if (raw.empty()) return;
    m_extensions += m_extensions.empty() ? '{' : ',';
    appendJsonString(m_extensions, name);
    m_extensions += ':';
    m_extensions += raw;
    if (!known) return;
    if (type == json_type::string && raw.size() >= 2) {
        const auto plain = raw.substr(1, raw.size() - 2); // these names need no escapes
        if (name == "channel" || name == "topic" || name == "queue" || name == "exchange")
            m_event.channel = plain;
        if (name == "traceparent" && m_event.event.correlation.empty())
            m_event.event.correlation = traceOf(plain);
    }
    const bool list = type == json_type::array;
    const bool holdsEvents = (list && (name == "batch" || name == "events" || name == "tests"))
                             || (type == json_type::object && name == "event");
    if (holdsEvents) m_inner = raw;
}

CloudEventParser::Outcome CloudEventParser::conclude()
{
    auto &event = m_event.event;
    if (m_version.empty()) {
        if (!m_context.empty()) return concludeCdEvent();
        if (!m_inner.empty()) return Outcome::Wrapper;
        m_problem = "No CloudEvent: specversion is missing.";
        return Outcome::Malformed;
    }
    if (!m_version.starts_with("1.") && m_version != "0.3") {
        m_problem = "CloudEvents " + std::string(m_version) + " is not known; 1.0 is.";
        return Outcome::Malformed;
    }
    if (!m_subjectObject.empty()) return malformed("The attribute subject cannot be read.");
    for (const auto &[name, text] : {std::pair("id", event.id), std::pair("source", event.source),
                                     std::pair("type", event.type)}) {
        if (!text.empty()) continue;
        m_problem = std::string("The attribute ") + name + " is missing or empty.";
        return Outcome::Malformed;
    }
    if (!m_timeText.empty()) {
        const auto time = parseTimestamp(m_timeText);
        if (!time) {
            m_problem = "The time '" + std::string(m_timeText) + "' is not an RFC 3339 time.";
            return Outcome::Malformed;
        }
        event.time = *time;
        m_event.hasTime = true;
    }
    if (!m_extensions.empty()) {
        m_extensions += '}';
        event.extensions = m_extensions;
    }
    applyContentType();
    dropMadeUp(event, m_event.missing);
    return Outcome::Event;
}

CloudEventParser::Outcome CloudEventParser::malformed(std::string problem)
{
    m_problem = std::move(problem);
    return Outcome::Malformed;
}

CloudEventParser::Outcome CloudEventParser::concludeCdEvent()
{
    auto &event = m_event.event;
    if (!readCdContext()) return Outcome::Malformed;
    if (event.id.empty() || event.source.empty() || event.type.empty())
        return malformed("The context of the CDEvent lacks id, source or type.");
    if (!m_subjectObject.empty()) {
        simdjson::dom::element subject;
        if (m_subjectParser.parse(m_subjectObject.data(), m_subjectObject.size()).get(subject)
            != simdjson::SUCCESS)
            return malformed("The subject of the CDEvent is not valid JSON.");
        if (subject["id"].get_string().get(event.subject) != simdjson::SUCCESS) event.subject = {};
        event.data = m_subjectObject;
        event.encoding = DataEncoding::Json;
    }
    if (!m_extensions.empty()) {
        m_extensions += '}';
        event.extensions = m_extensions;
    }
    return Outcome::Event;
}

bool CloudEventParser::readCdContext()
{
    auto &event = m_event.event;
    simdjson::dom::object context;
    if (m_contextParser.parse(m_context.data(), m_context.size()).get_object().get(context)
        != simdjson::SUCCESS) {
        m_problem = "The context of the CDEvent is not valid JSON.";
        return false;
    }
    for (const auto [name, json] : context) {
        std::string_view text;
        const bool isText = json.get_string().get(text) == simdjson::SUCCESS;
        if (isText && name == "id") {
            event.id = text;
        } else if (isText && name == "source") {
            event.source = text;
        } else if (isText && name == "type") {
            event.type = text;
        } else if (isText && name == "chainId") {
            event.correlation = text;
        } else if (isText && name == "schemaUri") {
            event.schema = text;
        } else if (isText && name == "timestamp") {
            const auto time = parseTimestamp(text);
            if (!time) {
                m_problem = "The time '" + std::string(text) + "' is not an RFC 3339 time.";
                return false;
            }
            event.time = *time;
            m_event.hasTime = true;
        } else {
            m_extensions += m_extensions.empty() ? '{' : ',';
            // CDEvents have a specversion of their own.
            appendJsonString(m_extensions, name == "specversion" ? "cdeventsversion" : name);
            m_extensions += ':' + simdjson::minify(json);
        }
    }
    return true;
}

/// A string under a content type that is not JSON is that text itself.
void CloudEventParser::applyContentType()
{
    auto &event = m_event.event;
    if (m_encodingName == "json") {
        if (!m_nullData) return;
        event.encoding = DataEncoding::Json;
        event.data = "null";
        return;
    }
    if (event.encoding != DataEncoding::Json || !event.data.starts_with('"')) return;
    const bool text = m_encodingName == "text" || !isJsonType(event.contentType);
    if (!text && !m_base64Of03) return;
    simdjson::dom::parser parser;
    std::string_view plain;
    if (parser.parse(event.data.data(), event.data.size()).get_string().get(plain)
        != simdjson::SUCCESS)
        return;
    m_plainData.assign(plain);
    event.data = m_plainData;
    event.encoding = DataEncoding::Text;
    if (!m_base64Of03) return;
    if (auto bytes = base64Decoded(m_plainData)) {
        m_binary = std::move(*bytes);
        event.data = m_binary;
        event.encoding = DataEncoding::Binary;
    }
}

} // namespace playhead
