// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlpspanparser.h"

#include "formats/otlpfields.h"

#include <array>
#include <cstdint>
#include <limits>

namespace playhead {
namespace {

using simdjson::ondemand::array;
using simdjson::ondemand::object;
using simdjson::ondemand::value;

/// What an attribute can tell about a message. The values of one kind are used in the order in
/// which the table below lists their names.
enum class Slot : std::uint8_t {
    Destination,
    Routing,
    Type,
    Conversation,
    Subject,
    PeerService,
    Peer,
    System,
    Operation,
    Error,
    Count
};

struct KnownAttribute
{
    std::string_view name;
    Slot slot;
};

/// Names from the semantic conventions for messaging, RPC, HTTP and databases, the current one
/// first: https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
constexpr KnownAttribute knownAttributes[] = {
    {"messaging.destination.name", Slot::Destination},
    {"messaging.destination", Slot::Destination},
    {"messaging.rabbitmq.destination.routing_key", Slot::Routing},
    {"messaging.rabbitmq.routing_key", Slot::Routing},
    {"messaging.message.type", Slot::Type},
    {"messaging.message_type", Slot::Type},
    {"message.type", Slot::Type},
    {"cloudevents.event_type", Slot::Type},
    {"messaging.message.conversation_id", Slot::Conversation},
    {"messaging.conversation_id", Slot::Conversation},
    {"cloudevents.event_subject", Slot::Subject},
    {"messaging.kafka.message.key", Slot::Subject},
    {"messaging.kafka.message_key", Slot::Subject},
    {"peer.service", Slot::PeerService},
    {"rpc.service", Slot::Peer},
    {"server.address", Slot::Peer},
    {"net.peer.name", Slot::Peer},
    {"db.system.name", Slot::Peer},
    {"db.system", Slot::Peer},
    {"messaging.system", Slot::System},
    {"messaging.operation.type", Slot::Operation},
    {"messaging.operation", Slot::Operation},
    {"messaging.operation.name", Slot::Operation},
    {"error.type", Slot::Error},
};

constexpr auto slotCount = static_cast<std::size_t>(Slot::Count);
constexpr std::size_t unranked = std::numeric_limits<std::size_t>::max();

bool is(std::string_view name, std::string_view camel, std::string_view snake)
{
    return name == camel || name == snake;
}

} // namespace

struct OtlpSpanParser::Draft
{
    OtlpSpan span;
    std::string_view events;
    std::array<NameId, slotCount> values{};
    std::array<std::size_t, slotCount> ranks{};

    Draft() { ranks.fill(unranked); }
    [[nodiscard]] NameId value(Slot slot) const { return values[static_cast<std::size_t>(slot)]; }
};

OtlpSpanParser::OtlpSpanParser(std::string_view text, OtlpSpans &spans)
    : m_text(text), m_spans(spans)
{}

void OtlpSpanParser::beginResource()
{
    m_spans.services.push_back(m_spans.names.intern("unknown service"));
}

void OtlpSpanParser::resource(std::string_view json)
{
    simdjson::ondemand::document document;
    array attributes;
    if (m_parser.iterate(m_padded.view(m_text, json)).get(document)
        || document["attributes"].get(attributes))
        return;
    for (auto element : attributes) {
        object attribute;
        std::string_view key;
        if (element.get(attribute)) return;
        if (attribute["key"].get(key) || key != "service.name") continue;
        value content;
        if (attribute["value"].get(content)) return;
        const auto name = otlpAnyText(content);
        if (!name.empty()) m_spans.services.back() = m_spans.names.intern(name);
        return;
    }
}

void OtlpSpanParser::beginService(std::string_view name)
{
    m_spans.services.push_back(m_spans.names.intern(name));
}

std::optional<std::string> OtlpSpanParser::span(std::string_view json)
{
    if (m_spans.services.empty()) beginResource();
    simdjson::ondemand::document document;
    object object;
    if (const auto error = m_parser.iterate(m_padded.view(m_text, json)).get(document))
        return simdjson::error_message(error);
    if (document.get_object().get(object)) return "a span is not a JSON object";
    Draft draft;
    draft.span.firstLink = static_cast<std::uint32_t>(m_spans.links.size());
    const auto inText = json.data() - m_text.data();
    auto problem = read(object, draft);
    auto &span = draft.span;
    if (!problem && span.id.span == 0) problem = "a span without a span id";
    if (!problem && span.start == 0) problem = "a span without a start time";
    if (problem) {
        m_spans.links.resize(span.firstLink);
        return problem;
    }
    span.attributes += static_cast<std::uint64_t>(inText);
    span.linkCount = static_cast<std::uint32_t>(m_spans.links.size()) - span.firstLink;
    span.resource = static_cast<std::uint32_t>(m_spans.services.size() - 1);
    finish(draft);
    m_spans.spans.push_back(span);
    return {};
}

std::optional<std::string> OtlpSpanParser::read(object object, Draft &draft)
{
    auto &span = draft.span;
    const char *begin = nullptr;
    std::string_view whole;
    if (object.raw_json().get(whole) || object.reset().error()) return "a span is not closed";
    begin = whole.data();
    for (auto field : object) {
        std::string_view key;
        value content;
        if (field.unescaped_key().get(key) || field.value().get(content))
            return "the JSON of a span is broken";
        bool good = true;
        if (is(key, "traceId", "trace_id")) {
            good = readOtlpTraceId(content, span.id);
        } else if (is(key, "spanId", "span_id")) {
            good = readOtlpSpanId(content, span.id.span);
        } else if (is(key, "parentSpanId", "parent_span_id")) {
            if (!readOtlpSpanId(content, span.parent)) span.parent = 0;
        } else if (key == "name") {
            span.name = m_spans.names.intern(otlpText(content));
        } else if (key == "kind") {
            span.kind = readOtlpKind(content);
        } else if (is(key, "startTimeUnixNano", "start_time_unix_nano")) {
            good = readOtlpTime(content, span.start);
        } else if (is(key, "endTimeUnixNano", "end_time_unix_nano")) {
            if (!readOtlpTime(content, span.end)) span.end = 0;
        } else if (key == "attributes") {
            array list;
            std::string_view raw;
            if (content.get(list)) continue;
            if (list.raw_json().get(raw) || list.reset().error()) return "broken attributes";
            span.attributes = static_cast<std::uint64_t>(raw.data() - begin);
            span.attributeSize = static_cast<std::uint32_t>(raw.size());
            readAttributes(list, draft);
        } else if (key == "links") {
            array list;
            if (!content.get(list)) readLinks(list);
        } else if (key == "events") {
            array list;
            if (!content.get(list) && list.raw_json().get(draft.events)) return "broken events";
        } else if (key == "status") {
            simdjson::ondemand::object status;
            if (!content.get(status)) readStatus(status, draft);
        }
        if (!good) return "a span with an unreadable " + std::string(key);
    }
    return {};
}

void OtlpSpanParser::readAttributes(array list, Draft &draft)
{
    for (auto element : list) {
        object attribute;
        std::string_view key;
        if (element.get(attribute)) return;
        if (attribute["key"].get(key)) continue;
        for (std::size_t rank = 0; rank < std::size(knownAttributes); ++rank) {
            const auto &known = knownAttributes[rank];
            if (known.name != key) continue;
            const auto slot = static_cast<std::size_t>(known.slot);
            value content;
            if (draft.ranks[slot] <= rank || attribute["value"].get(content)) break;
            const auto text = otlpAnyText(content);
            if (text.empty()) break;
            draft.values[slot] = m_spans.names.intern(text);
            draft.ranks[slot] = rank;
            break;
        }
    }
}

void OtlpSpanParser::readLinks(array list)
{
    for (auto element : list) {
        object fields;
        if (element.get(fields)) return;
        OtlpSpanId link;
        for (auto field : fields) {
            std::string_view key;
            value content;
            if (field.unescaped_key().get(key) || field.value().get(content)) return;
            if (is(key, "traceId", "trace_id")) readOtlpTraceId(content, link);
            if (is(key, "spanId", "span_id")) readOtlpSpanId(content, link.span);
        }
        if (link.span != 0) m_spans.links.push_back(link);
    }
}

void OtlpSpanParser::readStatus(object status, Draft &draft)
{
    for (auto field : status) {
        std::string_view key;
        value content;
        if (field.unescaped_key().get(key) || field.value().get(content)) return;
        if (key == "code") draft.span.failed = readOtlpErrorStatus(content);
        if (key == "message") {
            const auto text = otlpText(content);
            if (!text.empty()) draft.span.reason = m_spans.names.intern(text);
        }
    }
}

/// The reason of a failed span from the exception that it recorded.
void OtlpSpanParser::readException(std::string_view events, OtlpSpan &span)
{
    if (events.find("\"exception.") == std::string_view::npos) return;
    simdjson::ondemand::document document;
    array list;
    // The events may lie in the copy that m_padded made, so they are copied once more.
    const std::string copy(events);
    if (m_second.iterate(m_secondPadded.view(copy, copy)).get(document)
        || document.get_array().get(list))
        return;
    for (auto element : list) {
        array attributes;
        if (element["attributes"].get(attributes)) continue;
        for (auto entry : attributes) {
            object attribute;
            std::string_view key;
            value content;
            if (entry.get(attribute)) return;
            if (attribute["key"].get(key)) continue;
            const bool message = key == "exception.message";
            if (!message && (key != "exception.type" || span.reason.isValid())) continue;
            if (attribute["value"].get(content)) continue;
            const auto text = otlpAnyText(content);
            if (!text.empty()) span.reason = m_spans.names.intern(text);
            if (message && !text.empty()) return;
        }
    }
}

void OtlpSpanParser::finish(Draft &draft)
{
    auto &span = draft.span;
    if (!span.failed) span.reason = NameId();
    if (span.failed && !span.reason) readException(draft.events, span);
    if (span.failed && !span.reason) span.reason = draft.value(Slot::Error);
    const auto routing = draft.value(Slot::Routing);
    span.type = routing ? routing : draft.value(Slot::Type);
    span.conversation = draft.value(Slot::Conversation);
    span.subject = draft.value(Slot::Subject);
    // The addresses that a server's span names are its own.
    span.peer = draft.value(Slot::PeerService);
    if (!span.peer && span.kind != OtlpKind::Server) span.peer = draft.value(Slot::Peer);

    // Where sending or receiving is not the message's own span, it is recorded as a client's.
    const auto operation = m_spans.names.text(draft.value(Slot::Operation));
    const bool receives = operation == "receive" || operation == "poll";
    if (span.kind == OtlpKind::Client && draft.value(Slot::System)) {
        if (operation == "send" || operation == "publish" || operation == "create")
            span.kind = OtlpKind::Producer;
        else if (receives || operation == "process" || operation == "deliver")
            span.kind = OtlpKind::Consumer;
        else if (operation == "settle")
            span.kind = OtlpKind::Internal;
    }
    span.receivesOnly = receives && span.kind == OtlpKind::Consumer;
    span.destination = draft.value(Slot::Destination);
    if (span.kind == OtlpKind::Producer || span.kind == OtlpKind::Consumer) {
        // RabbitMQ's default exchange has no name: the routing key names the queue.
        if (!span.destination) span.destination = routing;
        if (!span.destination) span.destination = draft.value(Slot::System);
        if (!span.destination) span.destination = m_spans.names.intern("messages");
    }
}

} // namespace playhead
