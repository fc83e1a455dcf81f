// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/awscaller.h"
#include "transports/aws/sqsmessage.h"

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace playhead {

/// How messages are received.
struct SqsReceive
{
    std::chrono::seconds wait{0}; ///< for messages to come, at most 20
    /// How long they stay hidden from others; 0: not at all. Empty: as the queue says.
    std::optional<std::chrono::seconds> hidden;
};

/// What of a queue's attributes matters here.
struct SqsQueueFacts
{
    std::string arn;
    std::string deadLetterArn;      ///< of its redrive policy; empty: it has none
    std::uint64_t mostReceives = 0; ///< its maxReceiveCount; 0: no redrive policy
    std::string policy;             ///< who may send to it, as JSON
    std::uint64_t visible = 0;      ///< messages, approximately
    std::uint64_t hidden = 0;       ///< received and not deleted, approximately

    /// The last part of an ARN: the queue's name.
    [[nodiscard]] static std::string nameOf(std::string_view arn);
};

/// The actions of SQS that are used here. The URL of a queue is given back to the server as it
/// came: its host may be one that only the server knows. One thread, that of the AwsCaller.
class SqsClient
{
public:
    explicit SqsClient(AwsCaller &caller) : m_caller(caller) {}

    AwsResult<std::string> queueUrl(const AwsName &name, const std::stop_token &stop);
    /// The URL of the queue that was made.
    AwsResult<std::string> createQueue(std::string_view name,
                                       const std::map<std::string, std::string> &attributes,
                                       const std::stop_token &stop);
    AwsResult<void> deleteQueue(std::string_view url, std::chrono::milliseconds timeout,
                                const std::stop_token &stop);
    /// URLs of the queues whose names begin so; the first 1,000.
    AwsResult<std::vector<std::string>> queues(std::string_view prefix,
                                               const std::stop_token &stop);
    AwsResult<SqsQueueFacts> facts(std::string_view url, const std::stop_token &stop);
    /// URLs of the queues that dead-letter to this one; the first 1,000.
    AwsResult<std::vector<std::string>> deadLetterSources(std::string_view url,
                                                          const std::stop_token &stop);

    using ReceiveHandler = std::function<void(AwsResult<std::vector<SqsMessage>>)>;
    /// Up to ten messages, with all their attributes.
    void startReceive(std::string_view url, const SqsReceive &how, ReceiveHandler handler);
    AwsResult<std::vector<SqsMessage>> receive(std::string_view url, const SqsReceive &how,
                                               const std::stop_token &stop);

    using FactsHandler = std::function<void(AwsResult<SqsQueueFacts>)>;
    void startFacts(std::string_view url, FactsHandler handler);

    using BatchHandler = std::function<void(AwsResult<BatchOutcome>)>;
    /// Ten at most. So are the others.
    void startDelete(std::string_view url, std::span<const std::string> receipts,
                     BatchHandler handler);
    void startSend(std::string_view url, std::span<const OutgoingMessage> messages,
                   BatchHandler handler);
    AwsResult<BatchOutcome> changeHidden(std::string_view url,
                                         std::span<const std::string> receipts,
                                         std::chrono::seconds hidden, const std::stop_token &stop);

    /// The id that the message got: it is in the queue for certain.
    AwsResult<std::string> send(std::string_view url, const OutgoingMessage &message,
                                const std::stop_token &stop);
    AwsResult<void> remove(std::string_view url, std::string_view receipt,
                           const std::stop_token &stop);

private:
    AwsAnswer call(std::string_view action, std::string body, const std::stop_token &stop);

    AwsCaller &m_caller;
};

} // namespace playhead
