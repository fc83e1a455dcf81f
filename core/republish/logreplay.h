// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "republish/replaychoice.h"
#include "transports/target.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace playhead {

/// The life of a replay.
enum class ReplayState : std::uint8_t {
    Connecting,
    Publishing,
    Paused,
    Done,      ///< all was published and confirmed
    Cancelled, ///< by the person; what was published before is confirmed, as far as it goes
    Failed     ///< the server was not reached, refused something, or was lost
};

/// `connecting`, `publishing`, `paused`, `done`, `cancelled`, `failed`.
[[nodiscard]] std::string_view replayStateName(ReplayState state);
[[nodiscard]] bool hasEnded(ReplayState state);

struct ReplayProgress
{
    ReplayState state = ReplayState::Connecting;
    std::string reason;          ///< where it failed: why
    std::uint64_t total = 0;     ///< events to publish
    std::uint64_t sent = 0;      ///< of these, handed to the server
    std::uint64_t confirmed = 0; ///< of these, confirmed by it
    Position position; ///< in the log, of the event that was sent last; none: no event yet
};

struct ReplayOptions
{
    double speed = 1; ///< as ReplayChoice::lengthAt() takes it
    /// Who replays, such as the name of the log's file: the value of replayedAttribute.
    std::string marker = "playhead";
    /// Told, on the replay's thread, that progress() has another state. May be empty.
    std::function<void()> changed;
};

/// Publishes events of a log to a target once more, on a thread of its own: in the log's order,
/// with its timing, each marked with replayedAttribute, so that nothing runs in circles. Ids, times
/// and data stay as they are. All functions are thread-safe.
///
/// Where it ends before all is published, what was sent is confirmed first, as far as the server
/// can be reached: progress() then tells from where to go on.
class LogReplay
{
public:
    /// Starts at once.
    LogReplay(LogPtr log, ReplayChoice choice, std::unique_ptr<Target> target,
              ReplayOptions options);
    ~LogReplay(); ///< cancels
    LogReplay(const LogReplay &) = delete;
    LogReplay &operator=(const LogReplay &) = delete;

    /// Nothing more is published until resume(); what comes after is as much later.
    void pause();
    void resume();
    void cancel();

    [[nodiscard]] ReplayProgress progress() const;
    void waitUntilEnded();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace playhead
