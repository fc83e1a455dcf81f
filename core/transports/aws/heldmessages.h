// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/sqsclient.h"

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

namespace playhead {

/// Messages that were received and are hidden from others meanwhile. Whatever happens to us, they
/// are back after a while; giveBack() brings them back at once. One thread.
class HeldMessages
{
public:
    HeldMessages(SqsClient &sqs, std::string url, std::chrono::seconds hidden);
    /// Gives back what is held.
    ~HeldMessages();
    HeldMessages(const HeldMessages &) = delete;
    HeldMessages &operator=(const HeldMessages &) = delete;

    /// Receives up to ten more; none: there are none that are not held already, or not now.
    AwsResult<std::vector<SqsMessage>> take(const std::stop_token &stop);

    /// Keeps what is held hidden for longer, where half of the time has passed.
    AwsResult<void> extendInTime(const std::stop_token &stop);

    /// It has been deleted.
    void forget(const std::string &receipt);

    [[nodiscard]] bool isEmpty() const { return m_receipts.empty(); }
    void giveBack();

private:
    AwsResult<void> hideFor(std::chrono::seconds hidden, const std::stop_token &stop);

    SqsClient &m_sqs;
    std::string m_url;
    std::chrono::seconds m_hidden;
    std::vector<std::string> m_receipts;
    std::chrono::steady_clock::time_point m_since; ///< of the one that was hidden first
};

} // namespace playhead
