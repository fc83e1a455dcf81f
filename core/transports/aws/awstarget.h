// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/awsmessages.h"
#include "transports/aws/awssession.h"
#include "transports/target.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace playhead {

/// A topic of SNS or a queue of SQS that events are sent to, ten in a request, eight requests at
/// the same time; for a FIFO one, one at a time, grouped by subject. See outgoingMessage() for how
/// an event is written. All go to the one of the URL.
///
/// What the server did not take, and not by the sender's fault, is sent again, five times at most.
/// Where an answer was lost a message may arrive twice, but for FIFO, which recognises it.
class AwsTarget final : public Target
{
public:
    AwsTarget(SourceUrl url, AwsEnvironment environment);
    ~AwsTarget() override;

    Result<void> connect() override;
    Result<void> publish(const Event &event, std::string_view channel,
                         const std::stop_token &stop) override;
    Result<void> flush(const std::stop_token &stop) override;
    [[nodiscard]] std::uint64_t confirmed() const override { return m_confirmed; }

private:
    struct Batch
    {
        std::vector<OutgoingMessage> messages;
        std::size_t bytes = 0;
        int attempts = 0;
    };

    void waitForRoom(std::size_t most, const std::stop_token &stop);
    void send(Batch batch);
    void sendAgain();
    void answered(Batch batch, AwsResult<BatchOutcome> outcome);
    void refuse(std::size_t count, const std::string &reason);
    Result<void> takeFailure();

    AwsSession m_session;
    std::string m_place; ///< ARN of the topic, or URL of the queue
    std::string m_run;   ///< unlike that of any other target
    std::uint64_t m_number = 0;
    std::uint64_t m_confirmed = 0;
    std::uint64_t m_refused = 0;
    std::string m_reason;
    Batch m_batch;             ///< being filled
    std::deque<Batch> m_again; ///< to be sent again, from m_againAt on
    std::chrono::steady_clock::time_point m_againAt;
    std::size_t m_sending = 0;
};

} // namespace playhead
