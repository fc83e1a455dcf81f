// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/awsmessages.h"
#include "transports/aws/awssession.h"
#include "transports/aws/queuereader.h"
#include "transports/aws/recentmessages.h"
#include "transports/aws/tapqueue.h"
#include "transports/sourceconnection.h"

#include <chrono>
#include <string>
#include <vector>

namespace playhead {

/// A topic, seen through a queue of our own that is subscribed to it (see TapQueue). Each message
/// is a publish, observed: from the event's source to the topic. It is deleted from our queue once
/// the recorder has it; what comes again all the same is recorded once. While the connection is
/// lost the queue stays, and keeps what is published meanwhile.
class SnsSource final : public SourceConnection
{
public:
    /// `isRaw`: messages come without the envelope of SNS.
    SnsSource(SourceUrl url, MessageNaming naming, bool isRaw, AwsEnvironment environment);
    /// Removes the queue where a lost connection has kept it.
    ~SnsSource() override;

    Outcome connect(SourceFeed &feed, const std::stop_token &stop) override;
    Outcome serve(SourceFeed &feed, const std::stop_token &stop) override;
    void disconnect(SourceFeed &feed) override;
    void wake() override;

private:
    Outcome failed(const AwsError &error, std::string_view attempt);
    Outcome read(SourceFeed &feed, const std::stop_token &stop);
    void take(SourceFeed &feed, std::vector<SqsMessage> batch);
    void deleteTaken();
    void lookBehind(SourceFeed &feed, bool isBusy);

    AwsSession m_session;
    TapQueue m_tap;
    AwsMessages m_messages;
    bool m_isRaw;
    bool m_wasLive = false;
    bool m_isLost = false; ///< another connect() follows
    RecentMessages<char> m_seen;
    std::vector<std::string> m_toDelete; ///< receipts
    std::size_t m_deleting = 0;          ///< requests
    std::chrono::steady_clock::time_point m_lookedBehind;
};

} // namespace playhead
