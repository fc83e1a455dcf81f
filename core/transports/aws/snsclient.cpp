// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/snsclient.h"

#include "transports/sourceurl.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <pugixml.hpp>

namespace playhead {
namespace {

void addField(std::string &form, std::string_view name, std::string_view value)
{
    if (!form.empty()) form += '&';
    form += name;
    form += '=';
    form += percentEncoded(value);
}

/// The element in which an answer to `action` has its content.
pugi::xml_node resultOf(const pugi::xml_document &document, std::string_view action)
{
    return document.child(fmt::format("{}Response", action).c_str())
        .child(fmt::format("{}Result", action).c_str());
}

AwsResult<std::string> requiredText(const AwsAnswer &answer, std::string_view action,
                                    const char *name)
{
    if (!answer) return tl::unexpected(answer.error());
    pugi::xml_document document;
    document.load_buffer(answer->data(), answer->size());
    std::string text = resultOf(document, action).child_value(name);
    if (text.empty())
        return tl::unexpected(AwsError{AwsFault::Unreachable, "NoAnswer",
                                       fmt::format("the server's answer lacks {}", name)});
    return text;
}

/// Goes through the pages of a list until `take` has found what it wants (true).
template <class Call, class Take>
AwsResult<void> eachMember(std::string_view action, const char *list, std::string_view form,
                           Call call, Take take)
{
    std::string next;
    do {
        std::string page(form);
        if (!next.empty()) addField(page, "NextToken", next);
        const auto answer = call(action, page);
        if (!answer) return tl::unexpected(answer.error());
        pugi::xml_document document;
        document.load_buffer(answer->data(), answer->size());
        const auto result = resultOf(document, action);
        for (const auto member : result.child(list).children("member"))
            if (take(member)) return {};
        next = result.child_value("NextToken");
    } while (!next.empty());
    return {};
}

std::string publishForm(std::string_view topicArn, std::span<const OutgoingMessage> messages)
{
    std::string form;
    addField(form, "TopicArn", topicArn);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const auto entry = fmt::format("PublishBatchRequestEntries.member.{}.", i + 1);
        const auto add = [&](std::string_view name, std::string_view value) {
            addField(form, entry + std::string(name), value);
        };
        const auto &message = messages[i];
        add("Id", std::to_string(i));
        add("Message", message.body);
        if (!message.group.empty()) add("MessageGroupId", message.group);
        if (!message.deduplication.empty()) add("MessageDeduplicationId", message.deduplication);
        for (std::size_t k = 0; k < message.attributes.size(); ++k) {
            const auto &attribute = message.attributes[k];
            const auto prefix = fmt::format("MessageAttributes.entry.{}.", k + 1);
            add(prefix + "Name", attribute.name);
            add(prefix + "Value.DataType", attribute.type);
            add(prefix
                    + (attribute.type.starts_with("Binary") ? "Value.BinaryValue"
                                                            : "Value.StringValue"),
                attribute.value);
        }
    }
    return form;
}

BatchOutcome::Entry *entryOf(BatchOutcome &outcome, pugi::xml_node member)
{
    const std::string_view id = member.child_value("Id");
    std::size_t index = outcome.entries.size();
    std::from_chars(id.data(), id.data() + id.size(), index);
    return index < outcome.entries.size() ? &outcome.entries[index] : nullptr;
}

AwsResult<BatchOutcome> readBatch(const AwsAnswer &answer, std::size_t count)
{
    if (!answer) return tl::unexpected(answer.error());
    pugi::xml_document document;
    document.load_buffer(answer->data(), answer->size());
    const auto result = resultOf(document, "PublishBatch");
    BatchOutcome outcome;
    outcome.entries.resize(count, {false, true, "the server said nothing about it"});
    for (const auto member : result.child("Successful").children("member"))
        if (auto *entry = entryOf(outcome, member)) *entry = {true, false, {}};
    for (const auto member : result.child("Failed").children("member")) {
        if (auto *entry = entryOf(outcome, member))
            *entry = {
                false, std::string_view(member.child_value("SenderFault")) != "true",
                fmt::format("{}: {}", member.child_value("Code"), member.child_value("Message"))};
    }
    return outcome;
}

} // namespace

AwsAnswer SnsClient::call(std::string_view action, std::string form, const std::stop_token &stop)
{
    return m_caller.call({AwsCall::Service::Sns, std::string(action), std::move(form)}, stop);
}

AwsResult<std::string> SnsClient::topicArn(const AwsName &name, const std::stop_token &stop)
{
    const auto partition = m_caller.place().region.starts_with("cn-")      ? "aws-cn"
                           : m_caller.place().region.starts_with("us-gov") ? "aws-us-gov"
                                                                           : "aws";
    std::string arn;
    if (!name.account.empty()) {
        arn = fmt::format("arn:{}:sns:{}:{}:{}", partition,
                          name.region.empty() ? m_caller.place().region : name.region, name.account,
                          name.name);
        std::string form;
        addField(form, "TopicArn", arn);
        const auto known = call("GetTopicAttributes", form, stop);
        // Who may not look at a topic may still subscribe to it.
        if (!known && known.error().fault != AwsFault::Denied) return tl::unexpected(known.error());
        return arn;
    }
    const auto listed = eachMember(
        "ListTopics", "Topics", {},
        [&](std::string_view action, const std::string &form) { return call(action, form, stop); },
        [&](pugi::xml_node member) {
            const std::string_view listedArn = member.child_value("TopicArn");
            if (listedArn.substr(listedArn.rfind(':') + 1) != name.name) return false;
            arn = listedArn;
            return true;
        });
    if (!listed) return tl::unexpected(listed.error());
    if (arn.empty())
        return tl::unexpected(AwsError{
            AwsFault::Missing, "NotFound",
            fmt::format("there is no topic '{}' in {}", name.name, m_caller.place().region)});
    return arn;
}

AwsResult<std::string> SnsClient::subscribe(std::string_view topicArn, std::string_view queueArn,
                                            bool raw, const std::stop_token &stop)
{
    std::string form;
    addField(form, "TopicArn", topicArn);
    addField(form, "Protocol", "sqs");
    addField(form, "Endpoint", queueArn);
    addField(form, "ReturnSubscriptionArn", "true");
    addField(form, "Attributes.entry.1.key", "RawMessageDelivery");
    addField(form, "Attributes.entry.1.value", raw ? "true" : "false");
    return requiredText(call("Subscribe", std::move(form), stop), "Subscribe", "SubscriptionArn");
}

AwsResult<void> SnsClient::unsubscribe(std::string_view subscriptionArn,
                                       std::chrono::milliseconds timeout,
                                       const std::stop_token &stop)
{
    std::string form;
    addField(form, "SubscriptionArn", subscriptionArn);
    const auto answer =
        m_caller.call({AwsCall::Service::Sns, "Unsubscribe", std::move(form), timeout}, stop);
    if (!answer) return tl::unexpected(answer.error());
    return {};
}

AwsResult<std::string> SnsClient::subscriptionOf(std::string_view topicArn,
                                                 std::string_view queueArn,
                                                 const std::stop_token &stop)
{
    std::string form;
    addField(form, "TopicArn", topicArn);
    std::string arn;
    const auto listed = eachMember(
        "ListSubscriptionsByTopic", "Subscriptions", form,
        [&](std::string_view action, const std::string &page) { return call(action, page, stop); },
        [&](pugi::xml_node member) {
            if (member.child_value("Endpoint") != queueArn) return false;
            arn = member.child_value("SubscriptionArn");
            return true;
        });
    if (!listed) return tl::unexpected(listed.error());
    return arn;
}

void SnsClient::startPublish(std::string_view topicArn, std::span<const OutgoingMessage> messages,
                             BatchHandler handler)
{
    m_caller.start({AwsCall::Service::Sns, "PublishBatch", publishForm(topicArn, messages)},
                   [count = messages.size(), handler = std::move(handler)](
                       const AwsAnswer &answer) { handler(readBatch(answer, count)); });
}

} // namespace playhead
