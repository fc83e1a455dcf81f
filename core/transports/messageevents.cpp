// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/messageevents.h"

#include "formats/cloudeventparser.h"
#include "formats/jsontext.h"
#include "formats/mappedrecord.h"
#include "model/extensions.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::string_view headerForm = "header:";
constexpr std::string_view dataForm = "data.";

/// Where the usual names of an attribute are looked for. Compared without case, `-` and `_`.
struct UsualNames
{
    std::array<std::string_view, 5> headers;
    std::array<std::string_view, 4> members;
};
constexpr UsualNames usualTypes{{"type", "eventtype", "xeventtype", "messagetype", "eventname"},
                                {"type", "eventType", "event_type", "event"}};
constexpr UsualNames usualIds{{"id", "eventid", "messageid", "xmessageid"},
                              {"id", "eventId", "event_id", "messageId"}};
constexpr UsualNames usualSubjects{{"subject", "aggregateid", "entityid"},
                                   {"subject", "aggregateId", "aggregate_id", "entityId"}};
constexpr UsualNames usualCorrelations{{"correlationid", "xcorrelationid", "requestid"},
                                       {"correlationId", "correlation_id", "correlationid"}};
constexpr UsualNames usualCausations{{"causationid", "xcausationid"},
                                     {"causationId", "causation_id", "causationid"}};

std::string plainName(std::string_view name)
{
    std::string plain;
    for (const char c : name) {
        if (c == '-' || c == '_') continue;
        plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return plain;
}

/// The attribute that a header of a CloudEvent in binary mode is; empty: it is another header.
std::string_view cloudEventAttribute(std::string_view header)
{
    for (const std::string_view prefix : {"ce_", "ce-", "cloudEvents:", "cloudEvents_"}) {
        if (header.size() > prefix.size()
            && std::ranges::equal(header.substr(0, prefix.size()), prefix, [](char a, char b) {
                   return std::tolower(static_cast<unsigned char>(a))
                          == std::tolower(static_cast<unsigned char>(b));
               }))
            return header.substr(prefix.size());
    }
    return {};
}

std::string jsonString(std::string_view text)
{
    std::string json;
    appendJsonString(json, text);
    return json;
}

std::string_view mediaType(std::string_view contentType)
{
    return trimmedJson(contentType.substr(0, contentType.find(';')));
}

bool saysJson(std::string_view contentType)
{
    const auto type = mediaType(contentType);
    return type.ends_with("/json") || type.ends_with("+json");
}

bool saysText(std::string_view contentType)
{
    return mediaType(contentType).starts_with("text/");
}

/// The trace id of a W3C `traceparent` header.
std::string_view traceId(std::string_view traceparent)
{
    return traceparent.size() >= 35 && traceparent[2] == '-' ? traceparent.substr(3, 32)
                                                             : std::string_view();
}

} // namespace

Result<MessageNaming> MessageNaming::fromUrl(const SourceUrl &url)
{
    MessageNaming naming;
    for (const auto &[name, place] :
         {std::pair("type", &naming.type), std::pair("subject", &naming.subject),
          std::pair("correlation", &naming.correlation),
          std::pair("causation", &naming.causation)}) {
        const auto value = url.option(name);
        if (!value) continue;
        const bool isHeader = value->starts_with(headerForm) && value->size() > headerForm.size();
        const bool isPath = value->starts_with(dataForm) && value->size() > dataForm.size();
        if (!isHeader && !isPath)
            return failure(
                fmt::format("'{}={}' in {} says no place in a message. Write header:NAME "
                            "for a header, or data.PATH for a member of its JSON.",
                            name, *value, url.text()));
        *place = *value;
    }
    return naming;
}

class MessageEvents::Private
{
public:
    explicit Private(MessageNaming naming) : m_naming(std::move(naming)) {}

    Event read(const BrokerMessage &message);

private:
    bool readStructured(const BrokerMessage &message, Event &event);
    void readHeaders(const BrokerMessage &message, Event &event);
    void readBody(const BrokerMessage &message, Event &event);
    void nameByConvention(const BrokerMessage &message, Event &event);
    [[nodiscard]] std::string find(const BrokerMessage &message, const std::string &place,
                                   const UsualNames &usual) const;
    [[nodiscard]] std::string memberAt(const std::string &path) const;

    MessageNaming m_naming;
    simdjson::dom::parser m_parser;
    std::optional<simdjson::dom::element> m_object; ///< the body, where it is an object
    bool m_isCloudEvent = false;
};

Event MessageEvents::Private::read(const BrokerMessage &message)
{
    Event event;
    m_object.reset();
    m_isCloudEvent = false;
    if (!readStructured(message, event)) {
        readHeaders(message, event);
        readBody(message, event);
    }
    if (!m_isCloudEvent) nameByConvention(message, event);
    if (event.id.empty()) event.id = message.id;
    if (event.type.empty()) event.type = message.channel;
    if (event.source.empty()) event.source = message.source;
    if (event.subject.empty()) event.subject = message.key;
    if (event.correlation.empty()) event.correlation = message.correlation;
    if (event.time == 0) event.time = message.time;
    event.scope = EventScope::Integration;
    return event;
}

bool MessageEvents::Private::readStructured(const BrokerMessage &message, Event &event)
{
    if (!mediaType(message.contentType).starts_with("application/cloudevents")
        || !saysJson(message.contentType))
        return false;
    CloudEventParser parser(message.body);
    if (parser.parse(message.body) != CloudEventParser::Outcome::Event) return false;
    event = eventFromView(parser.event().event);
    m_isCloudEvent = true;
    // The message's own headers are kept beside the attributes of the event.
    for (const auto &[name, value] : message.headers) {
        if (std::ranges::find(event.extensions, name, &Extension::first) == event.extensions.end())
            event.extensions.emplace_back(name, jsonString(value));
    }
    return true;
}

void MessageEvents::Private::readHeaders(const BrokerMessage &message, Event &event)
{
    m_isCloudEvent = std::ranges::any_of(message.headers, [](const MessageHeader &header) {
        return plainName(cloudEventAttribute(header.first)) == "specversion";
    });
    event.contentType = message.contentType;
    for (const auto &[name, value] : message.headers) {
        const auto attribute = m_isCloudEvent ? cloudEventAttribute(name) : std::string_view();
        const auto plain = plainName(attribute);
        if (plain == "specversion") continue;
        if (plain == "id")
            event.id = value;
        else if (plain == "type")
            event.type = value;
        else if (plain == "source")
            event.source = value;
        else if (plain == "subject")
            event.subject = value;
        else if (plain == "time")
            event.time = parseTimestamp(value).value_or(0);
        else if (plain == "dataschema")
            event.schema = value;
        else if (plain == "datacontenttype")
            event.contentType = value;
        else if (plain == "correlationid")
            event.correlation = value;
        else if (plain == "causationid")
            event.causation = value;
        else
            event.extensions.emplace_back(attribute.empty() ? name : std::string(attribute),
                                          jsonString(value));
        if (event.correlation.empty() && plainName(name).ends_with("traceparent"))
            event.correlation = traceId(value);
    }
    if (saysJson(event.contentType) && mediaType(event.contentType) == "application/json")
        event.contentType.clear(); // goes without saying
}

void MessageEvents::Private::readBody(const BrokerMessage &message, Event &event)
{
    if (message.body.empty()) return;
    event.data = message.body;
    const auto first = trimmedJson(message.body).substr(0, 1);
    const bool mayBeJson = !saysText(event.contentType)
                           && (saysJson(event.contentType) || event.contentType.empty()
                               || first == "{" || first == "[");
    simdjson::dom::element element;
    if (mayBeJson
        && m_parser.parse(message.body.data(), message.body.size()).get(element)
               == simdjson::SUCCESS) {
        event.encoding = DataEncoding::Json;
        if (element.is_object()) m_object = element;
        if (event.data.find('\n') != std::string::npos) event.data = simdjson::minify(element);
        return;
    }
    event.encoding =
        simdjson::validate_utf8(message.body) ? DataEncoding::Text : DataEncoding::Binary;
    if (event.contentType.empty())
        event.contentType =
            event.encoding == DataEncoding::Text ? "text/plain" : "application/octet-stream";
}

void MessageEvents::Private::nameByConvention(const BrokerMessage &message, Event &event)
{
    const auto fill = [&](std::string &attribute, const std::string &place,
                          const UsualNames &usual) {
        if (auto found = find(message, place, usual); !found.empty()) attribute = std::move(found);
    };
    fill(event.type, m_naming.type, usualTypes);
    fill(event.id, {}, usualIds);
    fill(event.subject, m_naming.subject, usualSubjects);
    const auto trace = std::exchange(event.correlation, {});
    fill(event.correlation, m_naming.correlation, usualCorrelations);
    if (event.correlation.empty() && message.correlation.empty()) event.correlation = trace;
    fill(event.causation, m_naming.causation, usualCausations);
}

std::string MessageEvents::Private::find(const BrokerMessage &message, const std::string &place,
                                         const UsualNames &usual) const
{
    const auto &headers = message.headers;
    if (place.starts_with(headerForm)) {
        const auto wanted = plainName(std::string_view(place).substr(headerForm.size()));
        for (const auto &[name, value] : headers)
            if (plainName(name) == wanted) return value;
        return {};
    }
    if (place.starts_with(dataForm)) return memberAt(place.substr(dataForm.size()));
    for (const auto wanted : usual.headers) {
        if (wanted.empty()) continue;
        for (const auto &[name, value] : headers)
            if (plainName(name) == wanted) return value;
    }
    for (const auto wanted : usual.members) {
        if (wanted.empty() || !m_object) continue;
        std::string_view text;
        if (m_object->at_key(wanted).get_string().get(text) == simdjson::SUCCESS && !text.empty())
            return std::string(text);
    }
    return {};
}

std::string MessageEvents::Private::memberAt(const std::string &path) const
{
    simdjson::dom::element value;
    if (!m_object || !MappedPath(path).find(*m_object, value)) return {};
    std::string_view text;
    if (value.get_string().get(text) == simdjson::SUCCESS) return std::string(text);
    return value.is_object() || value.is_array() ? std::string() : simdjson::minify(value);
}

MessageEvents::MessageEvents(MessageNaming naming) : d(std::make_unique<Private>(std::move(naming)))
{}

MessageEvents::~MessageEvents() = default;
MessageEvents::MessageEvents(MessageEvents &&) noexcept = default;
MessageEvents &MessageEvents::operator=(MessageEvents &&) noexcept = default;

Event MessageEvents::read(const BrokerMessage &message)
{
    return d->read(message);
}

} // namespace playhead
