// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/queuereader.h"

#include <algorithm>
#include <utility>

namespace playhead {
namespace {

constexpr std::size_t mostWidth = 8;
constexpr std::size_t mostWaiting = 16; ///< batches that nobody has taken yet
constexpr auto firstThrottle = std::chrono::milliseconds(200);
constexpr auto longestThrottle = std::chrono::milliseconds(20'000);

} // namespace

QueueReader::QueueReader(SqsClient &sqs, std::string url, bool isOneByOne, SqsReceive how)
    : m_sqs(sqs), m_url(std::move(url)), m_how(how), m_mostWidth(isOneByOne ? 1 : mostWidth)
{}

void QueueReader::ask()
{
    while (!m_error && m_asked < m_width && m_batches.size() < mostWaiting) {
        ++m_asked;
        m_sqs.startReceive(m_url, m_how, [this](AwsResult<std::vector<SqsMessage>> messages) {
            answered(std::move(messages));
        });
    }
}

std::vector<SqsMessage> QueueReader::next()
{
    auto batch = std::move(m_batches.front());
    m_batches.pop_front();
    return batch;
}

std::chrono::milliseconds QueueReader::takeThrottle()
{
    return std::exchange(m_isThrottled, false) ? m_throttle : std::chrono::milliseconds(0);
}

void QueueReader::answered(AwsResult<std::vector<SqsMessage>> messages)
{
    --m_asked;
    if (!messages) {
        if (messages.error().fault == AwsFault::Throttled) {
            m_throttle = std::clamp(2 * m_throttle, firstThrottle, longestThrottle);
            m_isThrottled = true;
            m_width = 1;
        } else {
            m_error = messages.error();
        }
        return;
    }
    m_throttle = {};
    // Wider while there is more than was asked for, narrower as soon as there is nothing.
    if (messages->size() == mostInBatch)
        m_width = std::min(m_width + 1, m_mostWidth);
    else if (messages->empty())
        m_width = 1;
    m_batches.push_back(std::move(*messages));
}

} // namespace playhead
