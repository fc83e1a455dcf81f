// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "model/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// Marks messages that were redriven: an attribute as replayedAttribute is one. Its value is unique
/// for each redriving of a message, so that one that is in both queues after a crash can be told.
inline constexpr std::string_view redrivenAttribute = "playheadredriven";

/// A message that its consumers could not handle.
struct DeadLetter
{
    std::string handle; ///< names it to redrive(); holds until the next list()
    Event event;
    std::string reason;      ///< such as `rejected`, `expired`, `received 5 times`
    std::uint64_t count = 0; ///< how often it was dead-lettered, or received
    std::string origin;      ///< where it came from and would go: `orders via order.placed`
    std::string redriven;    ///< its redrivenAttribute: it may be in its original queue too
};

/// Told of each step that a redrive is about to take, in the words of the protocol: `take`,
/// `publish`, `confirm`, `acknowledge`, `give back`. For progress, and for tests that crash there.
using RedriveObserver = std::function<void(std::string_view step, const std::string &handle)>;

struct RedriveReport
{
    std::uint64_t redriven = 0;
    std::uint64_t kept = 0;           ///< left in the dead-letter queue
    std::vector<std::string> reasons; ///< why some were kept, each once
};

/// A queue of dead letters. Redriving publishes a message to where it came from, waits until that
/// is confirmed, and only then takes it out of this queue: whatever happens at any moment, it is in
/// this queue, or in its original one, or in both and marked; never in none. One thread at a time.
class DeadLetterQueue
{
public:
    virtual ~DeadLetterQueue() = default;

    /// The first messages, at most `most`. All stay in the queue (see the transport for what
    /// looking does to them).
    virtual Result<std::vector<DeadLetter>> list(std::size_t most, const std::stop_token &stop) = 0;

    /// Redrives the messages with these handles; ends early, losing nothing, on `stop`. Fails where
    /// the server is not reached; a message that cannot go back is kept and reported.
    virtual Result<RedriveReport> redrive(const std::vector<std::string> &handles,
                                          const RedriveObserver &observer,
                                          const std::stop_token &stop) = 0;
};

} // namespace playhead
