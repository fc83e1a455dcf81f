// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/participanttable.h"
#include "model/stepsink.h"
#include "model/timestamp.h"
#include "transports/sourceconnection.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace playhead {

/// The life of a source.
enum class SourceState : std::uint8_t {
    Connecting, ///< for the first time
    Live,
    Paused, ///< connected; the person wants nothing to be read
    Lost,   ///< was live; is tried again with back-off
    Ended   ///< detached, or there is nothing more to come, or it cannot be
};

/// `connecting`, `live`, `paused`, `lost`, `ended`.
[[nodiscard]] std::string_view sourceStateName(SourceState state);

struct SourceStatus
{
    SourceState state = SourceState::Connecting;
    std::string reason;    ///< why it is lost, or ended without being asked to; empty: no error
    std::string note;      ///< what a person should know while it is live; empty: nothing
    Timestamp since = 0;   ///< of this state
    Timestamp retryAt = 0; ///< where lost: when it is tried again; 0: is being tried
    std::uint64_t received = 0; ///< messages that the server gave
    std::uint64_t recorded = 0; ///< of these, handed to the recorder as steps
    std::uint64_t steps = 0;    ///< handed to the recorder
    std::uint64_t behind = 0;   ///< messages that the server holds for us still, if it says
    std::uint64_t dropped = 0;  ///< lost before they could be read; 0 where all goes well
    std::uint64_t gaps = 0;     ///< times that the connection was lost
};

/// Types of the events by which the log itself tells that a source was away: a gap. Published by
/// the source (a participant of its name) to itself. Data: `source`, `reason`, and, when it is
/// back, `since` (RFC 3339) and `seconds`.
inline constexpr std::string_view sourceLostType = "playhead.source.lost";
inline constexpr std::string_view sourceBackType = "playhead.source.back";

/// What a source is attached to.
struct SourceContext
{
    StepSink sink; ///< called on the source's thread
    ParticipantTable &participants;
    /// Told, on the source's thread, that status() has another state. May be empty.
    std::function<void()> changed;
    Duration firstRetry = 250 * nanosecondsPerMillisecond;
    Duration longestRetry = 30 * nanosecondsPerSecond; ///< each wait is twice the one before
};

/// A source that is attached: runs a SourceConnection on a thread of its own. A first connection
/// that fails ends it, with the reason; a connection that was lost is tried again with back-off,
/// and the log says from when to when it was away. All functions are thread-safe.
class LiveSource
{
public:
    /// Starts at once. `name` is what the log and the interface call it, such as
    /// `kafka localhost:9092`.
    LiveSource(std::string name, std::unique_ptr<SourceConnection> connection,
               SourceContext context);
    /// Detaches and waits until the server is as it was, a few seconds at most.
    ~LiveSource();
    LiveSource(const LiveSource &) = delete;
    LiveSource &operator=(const LiveSource &) = delete;

    [[nodiscard]] const std::string &name() const;
    [[nodiscard]] SourceStatus status() const;

    void pause();
    void resume();
    /// Tries again now, where it is lost.
    void retryNow();
    /// Asks it to detach; Ended follows.
    void detach();
    /// Waits until it is live (true), or has ended (false).
    bool waitUntilLive();
    /// Waits until it has ended.
    void waitUntilEnded();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace playhead
