// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/awsmessages.h"
#include "transports/aws/awssession.h"
#include "transports/aws/heldmessages.h"
#include "transports/deadletters.h"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace playhead {

/// A queue of SQS that others dead-letter to.
///
/// SQS has no way to look without receiving: list() hides what it receives from others until it has
/// seen enough, and then gives it all back at once. Each look raises the receive count. Of a FIFO
/// queue the heads of its groups are seen; a message is redriven after those in front of it.
///
/// Where a message goes: to the option `to` of the URL; else where the message says it came from
/// (DeadLetterQueueSourceArn); else to the one queue whose redrive policy names this one. Its
/// attribute `playheadredriven` is then its id in this queue: a message that is here, and there
/// with this mark, was redriven and not taken out, as after a crash. Redriving it again sends the
/// same mark, which FIFO queues recognise.
class SqsDeadLetters final : public DeadLetterQueue
{
public:
    /// `hidden`: for how long a message is hidden from others while it is worked on, at least 2 s;
    /// made longer in time.
    SqsDeadLetters(SourceUrl url, AwsEnvironment environment,
                   std::chrono::seconds hidden = std::chrono::seconds(30));

    Result<std::vector<DeadLetter>> list(std::size_t most, const std::stop_token &stop) override;
    Result<RedriveReport> redrive(const std::vector<std::string> &handles,
                                  const RedriveObserver &observer,
                                  const std::stop_token &stop) override;

private:
    AwsResult<void> open(const std::stop_token &stop);
    AwsResult<void> findOrigins(const std::stop_token &stop);
    AwsResult<std::vector<std::string>> sourceQueues(const std::stop_token &stop);
    [[nodiscard]] std::string originOf(const SqsMessage &message) const;
    AwsResult<std::string> originUrl(const std::string &origin, const std::stop_token &stop);
    /// Fails where nothing more can be done; what cannot go back is kept.
    AwsResult<void> redriveOne(const SqsMessage &message, HeldMessages &held,
                               const RedriveObserver &observer, const std::stop_token &stop);
    AwsResult<void> takeOut(const SqsMessage &message, HeldMessages &held,
                            const RedriveObserver &observer);
    void keep(std::string reason, std::uint64_t messages = 1);
    [[nodiscard]] std::string attempt() const;

    AwsSession m_session;
    AwsMessages m_messages{MessageNaming{}};
    std::chrono::seconds m_hidden;
    std::string m_url;                         ///< of this queue
    std::string m_origin;                      ///< where messages go that do not say: a name or ARN
    std::string m_noOrigin;                    ///< why m_origin is empty
    std::map<std::string, std::string> m_urls; ///< of origins
    RedriveReport m_report;
};

} // namespace playhead
