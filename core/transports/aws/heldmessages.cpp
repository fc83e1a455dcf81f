// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/heldmessages.h"

#include <algorithm>
#include <span>
#include <utility>

namespace playhead {
namespace {

using Clock = std::chrono::steady_clock;

/// A long poll asks all servers that keep the queue.
constexpr auto longPoll = std::chrono::seconds(1);

} // namespace

HeldMessages::HeldMessages(SqsClient &sqs, std::string url, std::chrono::seconds hidden)
    : m_sqs(sqs), m_url(std::move(url)), m_hidden(hidden)
{}

HeldMessages::~HeldMessages()
{
    giveBack();
}

AwsResult<std::vector<SqsMessage>> HeldMessages::take(const std::stop_token &stop)
{
    const auto before = Clock::now();
    auto messages = m_sqs.receive(m_url, {longPoll, m_hidden}, stop);
    if (!messages || messages->empty()) return messages;
    if (m_receipts.empty()) m_since = before;
    for (const auto &message : *messages)
        m_receipts.push_back(message.receipt);
    return messages;
}

AwsResult<void> HeldMessages::extendInTime(const std::stop_token &stop)
{
    if (m_receipts.empty() || Clock::now() - m_since < m_hidden / 2) return {};
    const auto before = Clock::now();
    auto done = hideFor(m_hidden, stop);
    if (done) m_since = before;
    return done;
}

void HeldMessages::forget(const std::string &receipt)
{
    std::erase(m_receipts, receipt);
}

void HeldMessages::giveBack()
{
    // Where this fails they come back by themselves.
    static_cast<void>(hideFor(std::chrono::seconds(0), {}));
    m_receipts.clear();
}

AwsResult<void> HeldMessages::hideFor(std::chrono::seconds hidden, const std::stop_token &stop)
{
    for (std::span<const std::string> rest = m_receipts; !rest.empty();) {
        const auto part = rest.first(std::min(rest.size(), mostInBatch));
        rest = rest.subspan(part.size());
        const auto outcome = m_sqs.changeHidden(m_url, part, hidden, stop);
        if (!outcome) return tl::unexpected(outcome.error());
    }
    return {};
}

} // namespace playhead
