// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/awstarget.h"

#include "transports/aws/tapqueuename.h"

#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t mostSending = 8;
constexpr int mostAttempts = 5;
constexpr auto firstWait = 100ms;
constexpr auto longestRun = 50ms;

} // namespace

AwsTarget::AwsTarget(SourceUrl url, AwsEnvironment environment)
    : m_session(std::move(url), std::move(environment)), m_run(randomHex())
{}

AwsTarget::~AwsTarget()
{
    m_session.http.cancelAll(); // handlers point here
}

Result<void> AwsTarget::connect()
{
    if (auto open = m_session.open(); !open) return open;
    const auto &name = m_session.name();
    auto place = m_session.url().scheme == "sns" ? m_session.sns.topicArn(name, {})
                                                 : m_session.sqs.queueUrl(name, {});
    if (!place)
        return failure(explained(place.error(), fmt::format("Publishing to {}", name.name)));
    m_place = std::move(*place);
    return {};
}

Result<void> AwsTarget::publish(const Event &event, std::string_view /*channel*/,
                                const std::stop_token &stop)
{
    auto message = outgoingMessage(event);
    if (m_session.name().isFifo())
        message.deduplication = fmt::format("{}-{}", m_run, ++m_number);
    else
        message.group.clear();
    const auto bytes = message.size();
    if (bytes > mostMessageBytes) {
        refuse(1, fmt::format("the event {} has {} bytes, and {} at most are taken", event.id,
                              bytes, mostMessageBytes));
        return takeFailure();
    }
    if (m_batch.bytes + bytes > mostMessageBytes) {
        waitForRoom(m_session.name().isFifo() ? 1 : mostSending, stop);
        send(std::exchange(m_batch, {}));
    }
    m_batch.messages.push_back(std::move(message));
    m_batch.bytes += bytes;
    if (m_batch.messages.size() == mostInBatch) {
        waitForRoom(m_session.name().isFifo() ? 1 : mostSending, stop);
        send(std::exchange(m_batch, {}));
    }
    return takeFailure();
}

Result<void> AwsTarget::flush(const std::stop_token &stop)
{
    waitForRoom(m_session.name().isFifo() ? 1 : mostSending, stop);
    if (!m_batch.messages.empty()) send(std::exchange(m_batch, {}));
    waitForRoom(1, stop);
    return takeFailure();
}

/// Until fewer than `most` requests are under way, and none has to be sent again.
void AwsTarget::waitForRoom(std::size_t most, const std::stop_token &stop)
{
    m_session.http.run(0ms);
    while ((m_sending >= most || !m_again.empty()) && !stop.stop_requested()) {
        sendAgain();
        m_session.http.run(longestRun);
    }
}

void AwsTarget::sendAgain()
{
    if (m_again.empty() || Clock::now() < m_againAt) return;
    auto batch = std::move(m_again.front());
    m_again.pop_front();
    send(std::move(batch));
}

void AwsTarget::send(Batch batch)
{
    ++m_sending;
    ++batch.attempts;
    const auto messages = batch.messages; // the request is written at once
    auto handler = [this, batch = std::move(batch)](AwsResult<BatchOutcome> outcome) mutable {
        answered(std::move(batch), std::move(outcome));
    };
    if (m_session.url().scheme == "sns")
        m_session.sns.startPublish(m_place, messages, std::move(handler));
    else
        m_session.sqs.startSend(m_place, messages, std::move(handler));
}

void AwsTarget::answered(Batch batch, AwsResult<BatchOutcome> outcome)
{
    --m_sending;
    Batch again;
    again.attempts = batch.attempts;
    const bool isLast = batch.attempts >= mostAttempts;
    if (!outcome) {
        if (!mayPass(outcome.error()) || isLast) {
            refuse(batch.messages.size(), explained(outcome.error(), "Publishing"));
            return;
        }
        again.messages = std::move(batch.messages);
    } else {
        for (std::size_t i = 0; i < outcome->entries.size(); ++i) {
            const auto &entry = outcome->entries[i];
            if (entry.isDone)
                ++m_confirmed;
            else if (entry.mayPass && !isLast)
                again.messages.push_back(std::move(batch.messages[i]));
            else
                refuse(1, entry.reason);
        }
    }
    if (again.messages.empty()) return;
    m_againAt = Clock::now() + firstWait * (1 << again.attempts);
    m_again.push_back(std::move(again));
}

void AwsTarget::refuse(std::size_t count, const std::string &reason)
{
    m_refused += count;
    if (m_reason.empty()) m_reason = reason;
}

Result<void> AwsTarget::takeFailure()
{
    if (m_refused == 0) return {};
    const auto count = std::exchange(m_refused, 0);
    return failure(fmt::format("{} {} not taken by {}: {}", count,
                               count == 1 ? "event was" : "events were", m_session.name().name,
                               std::exchange(m_reason, {})));
}

} // namespace playhead
