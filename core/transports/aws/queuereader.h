// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/sqsclient.h"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace playhead {

/// Receives from one queue as fast as it gives: a long poll while there is little, up to eight
/// requests at the same time while answers are full; or one by one, as FIFO queues want it, so that
/// groups keep their order. One thread; works while HttpClient::run() is called, which may call it
/// only as long as it lives: HttpClient::cancelAll() comes first.
class QueueReader
{
public:
    QueueReader(SqsClient &sqs, std::string url, bool isOneByOne, SqsReceive how);

    QueueReader(const QueueReader &) = delete;
    QueueReader &operator=(const QueueReader &) = delete;

    /// Asks for more, as much as makes sense now.
    void ask();

    /// Whether an answer has come, and the messages in the next one, in order; there may be none.
    [[nodiscard]] bool hasNext() const { return !m_batches.empty(); }
    std::vector<SqsMessage> next();

    /// Why it does not go on. Throttling is none.
    [[nodiscard]] const std::optional<AwsError> &error() const { return m_error; }
    /// For how long the server wants us to leave it alone, once; 0: it does not. Doubles each time,
    /// up to 20 s.
    [[nodiscard]] std::chrono::milliseconds takeThrottle();

    /// Whether the last answers were full, so that there is more.
    [[nodiscard]] bool isBusy() const { return m_width > 1; }

private:
    void answered(AwsResult<std::vector<SqsMessage>> messages);

    SqsClient &m_sqs;
    std::string m_url;
    SqsReceive m_how;
    std::size_t m_mostWidth;
    std::size_t m_width = 1; ///< requests at the same time
    std::size_t m_asked = 0;
    std::deque<std::vector<SqsMessage>> m_batches;
    std::optional<AwsError> m_error;
    std::chrono::milliseconds m_throttle{0};
    bool m_isThrottled = false;
};

} // namespace playhead
