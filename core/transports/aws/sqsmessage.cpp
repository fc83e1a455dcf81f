// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/sqsmessage.h"

#include "formats/jsontext.h"

#include <charconv>
#include <numeric>

#include <simdjson.h>

namespace playhead {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

std::string textAt(object from, std::string_view name)
{
    std::string_view text;
    return from.at_key(name).get_string().get(text) == simdjson::SUCCESS ? std::string(text)
                                                                         : std::string();
}

std::uint64_t numberAt(object from, std::string_view name)
{
    const auto text = textAt(from, name);
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

void readAttributes(object from, SqsMessage &message)
{
    object attributes;
    if (from.at_key("MessageAttributes").get(attributes) != simdjson::SUCCESS) return;
    for (const auto &[name, value] : attributes) {
        object attribute;
        if (value.get(attribute) != simdjson::SUCCESS) continue;
        auto type = textAt(attribute, "DataType");
        auto text = textAt(attribute, type.starts_with("Binary") ? "BinaryValue" : "StringValue");
        message.attributes.push_back({std::string(name), std::move(type), std::move(text)});
    }
}

SqsMessage readMessage(object from)
{
    SqsMessage message;
    message.id = textAt(from, "MessageId");
    message.receipt = textAt(from, "ReceiptHandle");
    message.body = textAt(from, "Body");
    readAttributes(from, message);
    object system;
    if (from.at_key("Attributes").get(system) != simdjson::SUCCESS) return message;
    message.receiveCount = numberAt(system, "ApproximateReceiveCount");
    message.sent =
        static_cast<Timestamp>(numberAt(system, "SentTimestamp")) * nanosecondsPerMillisecond;
    message.group = textAt(system, "MessageGroupId");
    message.deadLetterSource = textAt(system, "DeadLetterQueueSourceArn");
    return message;
}

AwsError unreadable()
{
    return {AwsFault::Unreachable, "NoAnswer", "the server's answer is not what SQS answers"};
}

BatchOutcome::Entry *entryOf(BatchOutcome &outcome, object from)
{
    const auto index = numberAt(from, "Id");
    return index < outcome.entries.size() ? &outcome.entries[index] : nullptr;
}

} // namespace

std::size_t OutgoingMessage::size() const
{
    return std::accumulate(attributes.begin(), attributes.end(), body.size(),
                           [](std::size_t sum, const SqsAttribute &attribute) {
                               return sum + attribute.name.size() + attribute.type.size()
                                      + attribute.value.size();
                           });
}

AwsResult<std::vector<SqsMessage>> readSqsMessages(std::string_view answer)
{
    simdjson::dom::parser parser;
    object body;
    if (parser.parse(answer.data(), answer.size()).get(body) != simdjson::SUCCESS)
        return tl::unexpected(unreadable());
    std::vector<SqsMessage> messages;
    simdjson::dom::array list;
    if (body.at_key("Messages").get(list) != simdjson::SUCCESS) return messages; // there are none
    for (const auto item : list) {
        object message;
        if (item.get(message) == simdjson::SUCCESS) messages.push_back(readMessage(message));
    }
    return messages;
}

void appendMember(std::string &json, std::string_view name, std::string_view value)
{
    appendJsonString(json, name);
    json += ':';
    appendJsonString(json, value);
}

void appendSqsMessage(std::string &json, const OutgoingMessage &message)
{
    appendMember(json, "MessageBody", message.body);
    if (!message.attributes.empty()) {
        json += ",\"MessageAttributes\":{";
        for (const auto &attribute : message.attributes) {
            if (!json.ends_with('{')) json += ',';
            appendJsonString(json, attribute.name);
            json += ":{";
            appendMember(json, "DataType", attribute.type);
            json += ',';
            appendMember(json, attribute.type.starts_with("Binary") ? "BinaryValue" : "StringValue",
                         attribute.value);
            json += '}';
        }
        json += '}';
    }
    const auto addIfAny = [&](std::string_view name, const std::string &value) {
        if (value.empty()) return;
        json += ',';
        appendMember(json, name, value);
    };
    addIfAny("MessageGroupId", message.group);
    addIfAny("MessageDeduplicationId", message.deduplication);
}

AwsResult<BatchOutcome> readSqsBatch(std::string_view answer, std::size_t count)
{
    simdjson::dom::parser parser;
    object body;
    if (parser.parse(answer.data(), answer.size()).get(body) != simdjson::SUCCESS)
        return tl::unexpected(unreadable());
    BatchOutcome outcome;
    outcome.entries.resize(count, {false, true, "the server said nothing about it"});
    simdjson::dom::array list;
    if (body.at_key("Successful").get(list) == simdjson::SUCCESS) {
        for (const auto item : list) {
            object entry;
            if (item.get(entry) != simdjson::SUCCESS) continue;
            if (auto *known = entryOf(outcome, entry)) *known = {true, false, {}};
        }
    }
    if (body.at_key("Failed").get(list) == simdjson::SUCCESS) {
        for (const auto item : list) {
            object entry;
            if (item.get(entry) != simdjson::SUCCESS) continue;
            bool isSenders = false;
            if (entry.at_key("SenderFault").get(isSenders) != simdjson::SUCCESS) isSenders = false;
            if (auto *known = entryOf(outcome, entry))
                *known = {false, !isSenders,
                          textAt(entry, "Code") + ": " + textAt(entry, "Message")};
        }
    }
    return outcome;
}

} // namespace playhead
