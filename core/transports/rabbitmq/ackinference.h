// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/step.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace playhead {

/// A delivery of which it is not known yet whether it was acknowledged.
struct OpenDelivery
{
    EventPtr event;
    ParticipantId queue;
    ParticipantId consumer;
    std::uint8_t attempt = 1;
    Timestamp time = 0;
    std::uint64_t connection = 0; ///< hash of its name
    std::uint64_t channel = 0;    ///< hash of connection and channel

    /// The answer of the consumer, inferred.
    [[nodiscard]] TapStep answer(StepKind kind, Timestamp now) const;
};

/// Finds out from the progress of queues which deliveries were acknowledged: the firehose does not
/// tell. One thread. At most `mostOpen` deliveries of a queue are followed; older ones are
/// forgotten.
class AckInference
{
public:
    static constexpr Duration settling = 1 * nanosecondsPerSecond;
    static constexpr Duration patience = 4 * nanosecondsPerSecond;
    static constexpr std::size_t mostOpen = std::size_t(1) << 18U;

    using Connections = std::unordered_set<std::uint64_t>; ///< hashes of names

    /// `redelivered`: it says nothing about the deliveries before it.
    void delivered(std::string_view queue, OpenDelivery delivery, bool redelivered);
    /// The event came back into the queue, or died there: its delivery is not open any more.
    std::optional<OpenDelivery> takeBack(std::string_view queue, const Event *event);
    /// The queue is gone, and what it had with it.
    void forget(std::string_view queue);
    /// All connections are gone, and what they held is in its queues again.
    void forgetAll() { m_queues.clear(); }

    /// Queues with open deliveries.
    [[nodiscard]] std::vector<std::string> openQueues() const;

    /// The server says how many messages the queue has, and how many of them are not acknowledged.
    /// Answers the acknowledgements that the figures before these have shown: as many as the server
    /// lacked, the oldest first. They wait for one call, so that messages that died or came back
    /// meanwhile are not taken for acknowledged. What is on a connection that is gone counts only
    /// once the queue is empty: it may have been put back.
    std::vector<TapStep> counted(std::string_view queue, std::uint64_t messages,
                                 std::uint64_t unacknowledged, const Connections &alive,
                                 Timestamp now);
    /// The same where the server does not say: those that were followed by a later delivery on the
    /// same channel `settling` ago, and all of a queue in which nothing is left to be delivered,
    /// after `patience` (or `settling`, where nobody consumes any more).
    std::vector<TapStep> guessed(std::string_view queue, std::uint64_t ready,
                                 std::uint64_t consumers, Timestamp now);

private:
    struct Open : OpenDelivery
    {
        std::uint64_t number = 0;
    };
    struct Queue
    {
        std::deque<Open> open; ///< in order of delivery
        std::uint64_t next = 1;
        std::unordered_map<std::uint64_t, std::uint64_t> latest; ///< number by channel
        // What the server said last:
        std::uint64_t countedTo = 0; ///< deliveries below this number were open then
        std::size_t counted = 0;     ///< so many
        std::uint64_t messages = 0;
        std::uint64_t unacknowledged = 0;
    };

    std::map<std::string, Queue, std::less<>> m_queues;
};

} // namespace playhead
