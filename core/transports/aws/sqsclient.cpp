// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/sqsclient.h"

#include "formats/jsontext.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

namespace playhead {
namespace {

constexpr std::size_t mostListed = 1000;

std::string queueMember(std::string_view url)
{
    std::string json = "{";
    appendMember(json, "QueueUrl", url);
    return json;
}

std::string receiveBody(std::string_view url, const SqsReceive &how)
{
    auto json = queueMember(url);
    json += fmt::format(",\"MaxNumberOfMessages\":{},\"WaitTimeSeconds\":{}", mostInBatch,
                        how.wait.count());
    if (how.hidden) json += fmt::format(",\"VisibilityTimeout\":{}", how.hidden->count());
    // Both names of the same: servers of before 2023 know the first only.
    json += R"(,"AttributeNames":["All"],"MessageSystemAttributeNames":["All"])"
            R"(,"MessageAttributeNames":["All"]})";
    return json;
}

std::string factsBody(std::string_view url)
{
    return queueMember(url) + R"(,"AttributeNames":["All"]})";
}

/// `"Entries":[{"Id":"0",...},...]`.
template <class Item, class Append>
std::string entriesBody(std::string_view url, std::span<const Item> items, Append append)
{
    auto json = queueMember(url) + ",\"Entries\":[";
    for (std::size_t i = 0; i < items.size(); ++i) {
        json += fmt::format("{}{{\"Id\":\"{}\",", i == 0 ? "" : ",", i);
        append(json, items[i]);
        json += '}';
    }
    return json + "]}";
}

std::string textAt(std::string_view answer, std::string_view name)
{
    simdjson::dom::parser parser;
    std::string_view text;
    return parser.parse(answer.data(), answer.size()).at_key(name).get_string().get(text)
                   == simdjson::SUCCESS
               ? std::string(text)
               : std::string();
}

AwsResult<std::string> requiredText(const AwsAnswer &answer, std::string_view name)
{
    if (!answer) return tl::unexpected(answer.error());
    auto text = textAt(*answer, name);
    if (text.empty())
        return tl::unexpected(AwsError{AwsFault::Unreachable, "NoAnswer",
                                       fmt::format("the server's answer lacks {}", name)});
    return text;
}

std::uint64_t numberOf(std::string_view text)
{
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// `{"deadLetterTargetArn":"arn...","maxReceiveCount":3}`; the count may be a text.
void readRedrivePolicy(std::string_view policy, SqsQueueFacts &facts)
{
    simdjson::dom::parser parser;
    simdjson::dom::element element;
    if (parser.parse(policy.data(), policy.size()).get(element) != simdjson::SUCCESS) return;
    std::string_view text;
    if (element.at_key("deadLetterTargetArn").get_string().get(text) == simdjson::SUCCESS)
        facts.deadLetterArn = text;
    const auto count = element.at_key("maxReceiveCount");
    if (count.get_uint64().get(facts.mostReceives) == simdjson::SUCCESS) return;
    if (count.get_string().get(text) == simdjson::SUCCESS) facts.mostReceives = numberOf(text);
}

AwsResult<SqsQueueFacts> readFacts(const AwsAnswer &answer)
{
    if (!answer) return tl::unexpected(answer.error());
    simdjson::dom::parser parser;
    simdjson::dom::object attributes;
    SqsQueueFacts facts;
    if (parser.parse(answer->data(), answer->size()).at_key("Attributes").get(attributes)
        != simdjson::SUCCESS)
        return facts;
    for (const auto &[name, value] : attributes) {
        std::string_view text;
        if (value.get_string().get(text) != simdjson::SUCCESS) continue;
        if (name == "QueueArn") facts.arn = text;
        if (name == "Policy") facts.policy = text;
        if (name == "RedrivePolicy") readRedrivePolicy(text, facts);
        if (name == "ApproximateNumberOfMessages") facts.visible = numberOf(text);
        if (name == "ApproximateNumberOfMessagesNotVisible") facts.hidden = numberOf(text);
    }
    return facts;
}

/// The list of URLs, which has one name in ListQueues and another in ListDeadLetterSourceQueues.
AwsResult<std::vector<std::string>> readUrls(const AwsAnswer &answer)
{
    if (!answer) return tl::unexpected(answer.error());
    std::vector<std::string> urls;
    simdjson::dom::parser parser;
    simdjson::dom::object body;
    if (parser.parse(answer->data(), answer->size()).get(body) != simdjson::SUCCESS) return urls;
    for (const auto *name : {"QueueUrls", "queueUrls"}) {
        simdjson::dom::array list;
        if (body.at_key(name).get(list) != simdjson::SUCCESS) continue;
        for (const auto item : list) {
            std::string_view url;
            if (item.get_string().get(url) == simdjson::SUCCESS) urls.emplace_back(url);
        }
    }
    return urls;
}

AwsCaller::Handler batchHandler(std::size_t count, SqsClient::BatchHandler handler)
{
    return [count, handler = std::move(handler)](const AwsAnswer &answer) {
        handler(answer ? readSqsBatch(*answer, count) : tl::unexpected(answer.error()));
    };
}

AwsCall receiveCall(std::string_view url, const SqsReceive &how)
{
    return {AwsCall::Service::Sqs, "ReceiveMessage", receiveBody(url, how),
            how.wait + std::chrono::seconds(30)};
}

AwsCall batchCall(std::string_view action, std::string body)
{
    return {AwsCall::Service::Sqs, std::string(action), std::move(body), std::chrono::seconds(30)};
}

} // namespace

std::string SqsQueueFacts::nameOf(std::string_view arn)
{
    return std::string(arn.substr(arn.find_last_of(":/") + 1));
}

AwsAnswer SqsClient::call(std::string_view action, std::string body, const std::stop_token &stop)
{
    return m_caller.call(batchCall(action, std::move(body)), stop);
}

AwsResult<std::string> SqsClient::queueUrl(const AwsName &name, const std::stop_token &stop)
{
    std::string json = "{";
    appendMember(json, "QueueName", name.name);
    if (!name.account.empty()) {
        json += ',';
        appendMember(json, "QueueOwnerAWSAccountId", name.account);
    }
    return requiredText(call("GetQueueUrl", json + '}', stop), "QueueUrl");
}

AwsResult<std::string> SqsClient::createQueue(std::string_view name,
                                              const std::map<std::string, std::string> &attributes,
                                              const std::stop_token &stop)
{
    std::string json = "{";
    appendMember(json, "QueueName", name);
    json += ",\"Attributes\":{";
    for (const auto &[key, value] : attributes) {
        if (!json.ends_with('{')) json += ',';
        appendMember(json, key, value);
    }
    return requiredText(call("CreateQueue", json + "}}", stop), "QueueUrl");
}

AwsResult<void> SqsClient::deleteQueue(std::string_view url, std::chrono::milliseconds timeout,
                                       const std::stop_token &stop)
{
    const auto answer = m_caller.call(
        {AwsCall::Service::Sqs, "DeleteQueue", queueMember(url) + '}', timeout}, stop);
    if (!answer) return tl::unexpected(answer.error());
    return {};
}

AwsResult<std::vector<std::string>> SqsClient::queues(std::string_view prefix,
                                                      const std::stop_token &stop)
{
    std::string json = "{";
    if (!prefix.empty()) {
        appendMember(json, "QueueNamePrefix", prefix);
        json += ',';
    }
    json += fmt::format("\"MaxResults\":{}}}", mostListed);
    return readUrls(call("ListQueues", std::move(json), stop));
}

AwsResult<SqsQueueFacts> SqsClient::facts(std::string_view url, const std::stop_token &stop)
{
    return readFacts(call("GetQueueAttributes", factsBody(url), stop));
}

AwsResult<std::vector<std::string>> SqsClient::deadLetterSources(std::string_view url,
                                                                 const std::stop_token &stop)
{
    auto json = queueMember(url) + fmt::format(",\"MaxResults\":{}}}", mostListed);
    return readUrls(call("ListDeadLetterSourceQueues", std::move(json), stop));
}

void SqsClient::startReceive(std::string_view url, const SqsReceive &how, ReceiveHandler handler)
{
    m_caller.start(receiveCall(url, how), [handler = std::move(handler)](const AwsAnswer &answer) {
        handler(answer ? readSqsMessages(*answer) : tl::unexpected(answer.error()));
    });
}

AwsResult<std::vector<SqsMessage>> SqsClient::receive(std::string_view url, const SqsReceive &how,
                                                      const std::stop_token &stop)
{
    const auto answer = m_caller.call(receiveCall(url, how), stop);
    return answer ? readSqsMessages(*answer) : tl::unexpected(answer.error());
}

void SqsClient::startFacts(std::string_view url, FactsHandler handler)
{
    m_caller.start(
        batchCall("GetQueueAttributes", factsBody(url)),
        [handler = std::move(handler)](const AwsAnswer &answer) { handler(readFacts(answer)); });
}

void SqsClient::startDelete(std::string_view url, std::span<const std::string> receipts,
                            BatchHandler handler)
{
    m_caller.start(batchCall("DeleteMessageBatch",
                             entriesBody(url, receipts,
                                         [](std::string &json, const std::string &receipt) {
                                             appendMember(json, "ReceiptHandle", receipt);
                                         })),
                   batchHandler(receipts.size(), std::move(handler)));
}

void SqsClient::startSend(std::string_view url, std::span<const OutgoingMessage> messages,
                          BatchHandler handler)
{
    m_caller.start(batchCall("SendMessageBatch", entriesBody(url, messages, appendSqsMessage)),
                   batchHandler(messages.size(), std::move(handler)));
}

AwsResult<BatchOutcome> SqsClient::changeHidden(std::string_view url,
                                                std::span<const std::string> receipts,
                                                std::chrono::seconds hidden,
                                                const std::stop_token &stop)
{
    const auto answer =
        call("ChangeMessageVisibilityBatch",
             entriesBody(url, receipts,
                         [&](std::string &json, const std::string &receipt) {
                             appendMember(json, "ReceiptHandle", receipt);
                             json += fmt::format(",\"VisibilityTimeout\":{}", hidden.count());
                         }),
             stop);
    return answer ? readSqsBatch(*answer, receipts.size()) : tl::unexpected(answer.error());
}

AwsResult<std::string> SqsClient::send(std::string_view url, const OutgoingMessage &message,
                                       const std::stop_token &stop)
{
    auto json = queueMember(url) + ',';
    appendSqsMessage(json, message);
    return requiredText(call("SendMessage", json + '}', stop), "MessageId");
}

AwsResult<void> SqsClient::remove(std::string_view url, std::string_view receipt,
                                  const std::stop_token &stop)
{
    auto json = queueMember(url) + ',';
    appendMember(json, "ReceiptHandle", receipt);
    const auto answer = call("DeleteMessage", json + '}', stop);
    if (!answer) return tl::unexpected(answer.error());
    return {};
}

} // namespace playhead
