// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/awsmessages.h"
#include "transports/aws/awssession.h"
#include "transports/aws/queuereader.h"
#include "transports/aws/recentmessages.h"
#include "transports/sourceconnection.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace playhead {

/// What reading a queue is like, from the options of its URL.
struct SqsSourceOptions
{
    MessageNaming naming;
    /// How long to rest after a round that brought nothing new.
    std::chrono::milliseconds every{10'000};
    /// Rather see less than have a message dead-lettered by looking.
    bool isCareful = true;
    /// The queue of dead letters to look into too: a name or ARN; empty: as the redrive policy
    /// says; `no`: none.
    std::string deadLetters;
};

/// A queue that others consume. SQS has no way to look without receiving: each message is received
/// with a visibility timeout of 0, so that it is back at once, whatever happens to us. Receiving
/// raises its receive count; our own share is known and taken off:
///
/// - a message seen for the first time is a publish to the queue, observed; from the topic, where
///   SNS's envelope says so, else from the event's source;
/// - more receives than ours are deliveries to the queue's consumers, inferred, the count being the
///   attempt: a retry from the second on;
/// - a message in the queue of dead letters is a dead-letter step from the queue it came from.
///
/// What is consumed before we look is not seen. Of a FIFO queue the heads of its groups are. Where
/// 10,000 messages that are known stand in front of a new one, it may be seen late.
class SqsSource final : public SourceConnection
{
public:
    SqsSource(SourceUrl url, SqsSourceOptions options, AwsEnvironment environment);

    Outcome connect(SourceFeed &feed, const std::stop_token &stop) override;
    Outcome serve(SourceFeed &feed, const std::stop_token &stop) override;
    void disconnect(SourceFeed &feed) override;
    void wake() override;

private:
    using Clock = std::chrono::steady_clock;

    /// A queue that is looked into.
    struct Watched
    {
        std::string name;
        std::string url;
        std::uint64_t mostReceives = 0; ///< until it dead-letters; 0: never
        bool isDeadLetters = false;
        std::unique_ptr<QueueReader> reader;
        Clock::time_point restUntil;
        std::size_t stale = 0;     ///< answers in a row that brought nothing new
        std::size_t mostStale = 1; ///< as many end a round
        bool isSpared = false;     ///< another look might dead-letter: not until it has been empty
    };
    /// What is known of a message.
    struct Seen
    {
        EventPtr event;           ///< null: there were too many to keep
        std::uint64_t looks = 0;  ///< receives of ours
        std::uint64_t others = 0; ///< receives of its consumers that were told
        bool isDead = false;
    };

    Outcome failed(const AwsError &error, std::string_view attempt);
    Outcome watch(std::string_view nameOrArn, bool isDeadLetters, SourceFeed &feed,
                  const std::stop_token &stop);
    Outcome look(SourceFeed &feed, Watched &queue, const std::stop_token &stop);
    void take(SourceFeed &feed, Watched &queue, const std::vector<SqsMessage> &batch);
    bool takeMessage(SourceFeed &feed, Watched &queue, const SqsMessage &message,
                     std::vector<TapStep> &steps);
    void tellPublish(SourceFeed &feed, const Watched &queue, const ReadMessage &read,
                     const EventPtr &event, std::vector<TapStep> &steps) const;
    void tellDead(SourceFeed &feed, const Watched &queue, const SqsMessage &message, bool wasSeen,
                  const EventPtr &event, std::vector<TapStep> &steps) const;
    Seen &remember(const SqsMessage &message, const EventPtr &event);
    /// Whether looking too often would dead-letter, and is not wanted.
    [[nodiscard]] bool isFragile(const Watched &queue) const;
    void spare(SourceFeed &feed, Watched &queue);
    void rest(Watched &queue);
    void setRound(Watched &queue, std::uint64_t visible) const;

    AwsSession m_session;
    SqsSourceOptions m_options;
    AwsMessages m_messages;
    std::vector<Watched> m_queues; ///< the queue, and its queue of dead letters
    RecentMessages<Seen> m_seen;
    std::size_t m_keptBytes = 0; ///< data of the events in m_seen
    std::uint64_t m_expected = 0;
    bool m_wasLive = false;
};

} // namespace playhead
