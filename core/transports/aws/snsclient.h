// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/awscaller.h"
#include "transports/aws/sqsmessage.h"

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// The actions of SNS that are used here; answers are XML. One thread, that of the AwsCaller.
class SnsClient
{
public:
    explicit SnsClient(AwsCaller &caller) : m_caller(caller) {}

    /// The ARN of a topic, looked up among all topics where its account is not said. The fault is
    /// Missing where there is none.
    AwsResult<std::string> topicArn(const AwsName &name, const std::stop_token &stop);

    /// Subscribes a queue; gives the subscription's ARN. `raw`: messages come as they were sent,
    /// without the envelope of SNS.
    AwsResult<std::string> subscribe(std::string_view topicArn, std::string_view queueArn, bool raw,
                                     const std::stop_token &stop);
    AwsResult<void> unsubscribe(std::string_view subscriptionArn, std::chrono::milliseconds timeout,
                                const std::stop_token &stop);
    /// The subscription of this queue to this topic; empty: there is none.
    AwsResult<std::string> subscriptionOf(std::string_view topicArn, std::string_view queueArn,
                                          const std::stop_token &stop);

    using BatchHandler = std::function<void(AwsResult<BatchOutcome>)>;
    /// Ten at most.
    void startPublish(std::string_view topicArn, std::span<const OutgoingMessage> messages,
                      BatchHandler handler);

private:
    AwsAnswer call(std::string_view action, std::string form, const std::stop_token &stop);

    AwsCaller &m_caller;
};

} // namespace playhead
