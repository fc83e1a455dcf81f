// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/awsmessages.h"

#include "transports/eventheaders.h"
#include "transports/structuredevent.h"

#include <algorithm>
#include <functional>
#include <optional>

#include <fmt/format.h>
#include <simdjson.h>

namespace playhead {
namespace {

constexpr std::string_view contentTypeName = "content-type";
constexpr std::string_view structuredType = "application/cloudevents+json";
constexpr std::size_t longestGroup = 128;

bool isContentType(std::string_view name)
{
    std::string plain;
    for (const char c : name)
        if (c != '-' && c != '_') plain += static_cast<char>(c | 0x20); // lower case
    return plain == "contenttype";
}

/// What the envelope that SNS puts around a message says.
struct Envelope
{
    std::string id;
    std::string topic;
    std::string message;
    std::vector<MessageHeader> headers;
    Timestamp time = 0;
};

std::string textAt(simdjson::dom::object from, std::string_view name)
{
    std::string_view text;
    return from.at_key(name).get_string().get(text) == simdjson::SUCCESS ? std::string(text)
                                                                         : std::string();
}

std::optional<Envelope> envelopeOf(const std::string &body)
{
    if (body.find("\"TopicArn\"") == std::string::npos) return std::nullopt; // most are none
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(body).get(object) != simdjson::SUCCESS
        || textAt(object, "Type") != "Notification")
        return std::nullopt;
    Envelope envelope;
    envelope.id = textAt(object, "MessageId");
    envelope.message = textAt(object, "Message");
    envelope.time = parseTimestamp(textAt(object, "Timestamp")).value_or(0);
    const auto arn = textAt(object, "TopicArn");
    envelope.topic = arn.substr(arn.rfind(':') + 1);
    simdjson::dom::object attributes;
    if (object.at_key("MessageAttributes").get(attributes) == simdjson::SUCCESS) {
        for (const auto &[name, value] : attributes) {
            simdjson::dom::object attribute;
            if (value.get(attribute) == simdjson::SUCCESS)
                envelope.headers.emplace_back(name, textAt(attribute, "Value"));
        }
    }
    // A title for mails, not what the event is about.
    if (auto title = textAt(object, "Subject"); !title.empty())
        envelope.headers.emplace_back("snssubject", std::move(title));
    return envelope;
}

bool isAttributeName(std::string_view name)
{
    return !name.empty() && name.size() <= 256 && !name.starts_with("AWS.")
           && !name.starts_with("Amazon.") && !name.ends_with('.')
           && std::ranges::all_of(name, [](unsigned char c) {
                  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                         || c == '_' || c == '-' || c == '.';
              });
}

bool fitsBinaryMode(const Event &event, const std::vector<MessageHeader> &headers)
{
    return headers.size() <= mostSqsAttributes && !event.data.empty()
           && event.encoding != DataEncoding::Binary && event.encoding != DataEncoding::None
           && isSqsText(event.data) && std::ranges::all_of(headers, [](const auto &header) {
                  return isAttributeName(header.first) && isSqsText(header.second);
              });
}

/// At most 128 characters, of ASCII's visible ones. Those that are not alike stay so, but for
/// chance.
std::string groupOf(const Event &event)
{
    const auto &wanted = event.subject.empty() ? event.type : event.subject;
    if (wanted.empty()) return "events";
    const bool isFine = wanted.size() <= longestGroup
                        && std::ranges::all_of(wanted, [](char c) { return c > ' ' && c < 0x7f; });
    if (isFine) return wanted;
    auto group = percentEncoded(wanted, ":/");
    if (group.size() <= longestGroup) return group;
    const auto end = fmt::format("~{:x}", std::hash<std::string>{}(wanted));
    group.resize(longestGroup - end.size());
    return group + end;
}

} // namespace

bool isSqsText(std::string_view text)
{
    if (!simdjson::validate_utf8(text)) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') return false;
        // U+FFFE and U+FFFF
        if (c == 0xef && text.substr(i, 3) >= "\xef\xbf\xbe") return false;
    }
    return true;
}

ReadMessage AwsMessages::read(const SqsMessage &message, std::string_view channel,
                              std::string_view producer)
{
    ReadMessage read;
    std::vector<MessageHeader> headers;
    for (const auto &attribute : message.attributes)
        headers.emplace_back(attribute.name, attribute.value);
    const auto envelope = envelopeOf(message.body);
    if (envelope) {
        headers.insert(headers.end(), envelope->headers.begin(), envelope->headers.end());
        read.topic = envelope->topic;
    }
    const std::string &body = envelope ? envelope->message : message.body;
    read.id = envelope && !envelope->id.empty() ? envelope->id : message.id;
    read.time = envelope && envelope->time != 0 ? envelope->time : message.sent;
    std::string contentType;
    std::erase_if(headers, [&](const MessageHeader &header) {
        if (!isContentType(header.first)) return false;
        contentType = header.second;
        return true;
    });
    if (contentType.empty() && body.starts_with('{')
        && body.find("\"specversion\"") != std::string::npos)
        contentType = structuredType;
    BrokerMessage given;
    given.body = body;
    given.contentType = contentType;
    given.headers = headers;
    given.id = read.id;
    given.key = message.group;
    given.channel = envelope ? std::string_view(read.topic) : channel;
    given.source = producer;
    given.time = read.time;
    read.event = m_events.read(given);
    return read;
}

OutgoingMessage outgoingMessage(const Event &event)
{
    OutgoingMessage message;
    message.group = groupOf(event);
    auto headers = eventHeaders(event, "ce_");
    headers.emplace_back(contentTypeName, eventContentType(event));
    if (fitsBinaryMode(event, headers)) {
        message.body = event.data;
    } else {
        message.body = structuredEvent(event);
        headers = {{std::string(contentTypeName), std::string(structuredType)}};
    }
    for (auto &[name, value] : headers)
        message.attributes.push_back({std::move(name), "String", std::move(value)});
    return message;
}

} // namespace playhead
