// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/snsclient.h"
#include "transports/aws/sqsclient.h"
#include "transports/aws/tapqueuename.h"

#include <stop_token>
#include <string>

namespace playhead {

/// A queue of our own that is subscribed to a topic. make() makes both; remove() removes both. What
/// a crash left is found by the names of the queues on the next start (see newTapQueueName); the
/// topic that a left queue was subscribed to stands in its policy. One thread.
class TapQueue
{
public:
    TapQueue(SnsClient &sns, SqsClient &sqs) : m_sns(sns), m_sqs(sqs) {}

    /// Removes the queues, and their subscriptions, of processes of this machine that run no more;
    /// gives how many. Fails where it is not allowed to look for them.
    AwsResult<std::size_t> removeLeftovers(const std::stop_token &stop);

    /// Makes the queue, lets the topic send to it, and subscribes it. After a failure remove()
    /// removes what there is.
    AwsResult<void> make(std::string_view topicArn, bool raw, const std::stop_token &stop);

    /// Whether what make() made is there still. Fails where the server is not reached.
    AwsResult<bool> isThere(const std::stop_token &stop);

    /// Removes what make() made, as far as the server is reached within a few seconds.
    void remove();

    [[nodiscard]] const std::string &url() const { return m_url; }

private:
    AwsResult<void> removeLeftover(const std::string &url, const std::stop_token &stop);

    SnsClient &m_sns;
    SqsClient &m_sqs;
    std::string m_url; ///< empty: there is none
    std::string m_subscription;
};

} // namespace playhead
