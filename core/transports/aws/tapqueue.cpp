// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/tapqueue.h"

#include "formats/jsontext.h"

#include <chrono>
#include <map>

#include <fmt/format.h>
#include <simdjson.h>

namespace playhead {
namespace {

constexpr auto goodbye = std::chrono::seconds(2);

/// Lets the topic, and nobody else, send to the queue.
std::string policyFor(std::string_view topicArn, std::string_view queueArn)
{
    std::string topic;
    std::string queue;
    appendJsonString(topic, topicArn);
    appendJsonString(queue, queueArn);
    return fmt::format(
        R"({{"Version":"2012-10-17","Statement":[{{"Sid":"playhead","Effect":"Allow",)"
        R"("Principal":{{"Service":"sns.amazonaws.com"}},"Action":"sqs:SendMessage",)"
        R"("Resource":{},"Condition":{{"ArnEquals":{{"aws:SourceArn":{}}}}}}}]}})",
        queue, topic);
}

/// The topic that such a policy names; empty: none.
std::string topicOf(const std::string &policy)
{
    simdjson::dom::parser parser;
    simdjson::dom::element statement;
    std::string_view topic;
    if (parser.parse(policy).at_pointer("/Statement/0").get(statement) != simdjson::SUCCESS)
        return {};
    if (statement.at_key("Condition")
            .at_key("ArnEquals")
            .at_key("aws:SourceArn")
            .get_string()
            .get(topic)
        != simdjson::SUCCESS)
        return {};
    return std::string(topic);
}

/// The ARN that a new queue has: of the same account, region and partition as it will say itself.
AwsResult<std::string> arnOf(SqsClient &sqs, const std::string &url, const std::stop_token &stop)
{
    const auto facts = sqs.facts(url, stop);
    if (!facts) return tl::unexpected(facts.error());
    return facts->arn;
}

} // namespace

AwsResult<std::size_t> TapQueue::removeLeftovers(const std::stop_token &stop)
{
    const auto urls = m_sqs.queues(tapQueuePrefixOf(ProcessMark::own()), stop);
    if (!urls) return tl::unexpected(urls.error());
    std::size_t removed = 0;
    for (const auto &url : *urls) {
        const auto maker = makerOfTapQueue(SqsQueueFacts::nameOf(url));
        if (!maker || !maker->isDead()) continue;
        if (const auto done = removeLeftover(url, stop); !done) return tl::unexpected(done.error());
        ++removed;
    }
    return removed;
}

AwsResult<void> TapQueue::removeLeftover(const std::string &url, const std::stop_token &stop)
{
    // The subscription first: it is found through the queue only.
    const auto facts = m_sqs.facts(url, stop);
    if (facts) {
        if (const auto topic = topicOf(facts->policy); !topic.empty()) {
            const auto subscription = m_sns.subscriptionOf(topic, facts->arn, stop);
            if (!subscription && subscription.error().fault != AwsFault::Missing)
                return tl::unexpected(subscription.error());
            if (subscription && !subscription->empty()) {
                const auto done = m_sns.unsubscribe(*subscription, std::chrono::seconds(10), stop);
                if (!done) return done;
            }
        }
    }
    const auto done = m_sqs.deleteQueue(url, std::chrono::seconds(10), stop);
    if (!done && done.error().fault != AwsFault::Missing) return done;
    return {};
}

AwsResult<void> TapQueue::make(std::string_view topicArn, bool raw, const std::stop_token &stop)
{
    const auto topic = SqsQueueFacts::nameOf(topicArn);
    std::map<std::string, std::string> attributes = {{"MessageRetentionPeriod", "86400"}};
    if (topic.ends_with(".fifo")) attributes.emplace("FifoQueue", "true");
    // The ARN of a queue is known by its name once those of another in the same place are: that of
    // the topic. So the policy is there from the start, and whatever crashes, the queue names the
    // topic that it may be subscribed to.
    const auto name = newTapQueueName(ProcessMark::own(), topic);
    auto queueArn = std::string(topicArn.substr(0, topicArn.rfind(':') + 1)) + name;
    if (const auto service = queueArn.find(":sns:"); service != std::string::npos)
        queueArn.replace(service, 5, ":sqs:");
    attributes.emplace("Policy", policyFor(topicArn, queueArn));
    auto url = m_sqs.createQueue(name, attributes, stop);
    if (!url) return tl::unexpected(url.error());
    m_url = std::move(*url);
    const auto arn = arnOf(m_sqs, m_url, stop);
    if (!arn) return tl::unexpected(arn.error());
    if (*arn != queueArn) // a topic of another account
        return tl::unexpected(
            AwsError{AwsFault::Denied, "OtherAccount",
                     fmt::format("the topic {} belongs to another account than these credentials; "
                                 "a queue of ours cannot be subscribed to it",
                                 topicArn)});
    auto subscription = m_sns.subscribe(topicArn, *arn, raw, stop);
    if (!subscription) return tl::unexpected(subscription.error());
    m_subscription = std::move(*subscription);
    return {};
}

AwsResult<bool> TapQueue::isThere(const std::stop_token &stop)
{
    if (m_url.empty() || m_subscription.empty()) return false;
    const auto facts = m_sqs.facts(m_url, stop);
    if (facts) return true;
    if (facts.error().fault == AwsFault::Missing) return false;
    return tl::unexpected(facts.error());
}

void TapQueue::remove()
{
    const std::stop_token never;
    // What fails here is found by its name on the next start.
    if (!m_subscription.empty())
        static_cast<void>(m_sns.unsubscribe(std::exchange(m_subscription, {}), goodbye, never));
    if (!m_url.empty())
        static_cast<void>(m_sqs.deleteQueue(std::exchange(m_url, {}), goodbye, never));
}

} // namespace playhead
