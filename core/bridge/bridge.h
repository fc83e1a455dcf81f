// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bridge/bridgeroute.h"
#include "model/timestamp.h"
#include "scenarios/livescenario.h"
#include "transports/transport.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace playhead {

/// What a route of a bridge ties the scenario to: by the table of transports, or, for tests, by
/// other means.
struct BridgeEnds
{
    std::function<Result<std::unique_ptr<SourceConnection>>(const SourceUrl &)> source;
    std::function<Result<std::unique_ptr<Target>>(const SourceUrl &)> target;
    std::function<std::string(const SourceUrl &)> name; ///< of the participant
    Duration firstRetry = 250 * nanosecondsPerMillisecond;
    Duration longestRetry = 30 * nanosecondsPerSecond;

    static BridgeEnds ofTransports();
};

/// How one route is doing.
struct BridgeStatus
{
    BridgeRoute route;
    std::string name; ///< of the participant: `amqp localhost:5672`
    bool isConnected = false;
    std::string reason;        ///< why it is not; empty: it is, or was not yet
    std::uint64_t carried = 0; ///< events that came onto the channel, or that the server confirmed
    std::uint64_t turnedBack = 0; ///< left out: a replay or a bridge had published them
};

/// Ties channels of a running scenario to real systems, so that a handler of the playground takes
/// part in them. What comes in is published by a participant with the name of the source; what goes
/// out is delivered to one with the name of the target, which acknowledges what the server has
/// confirmed and refuses what it did not get, so that the bus tries again. Whatever a bridge
/// carries is marked with replayedAttribute, and nothing with that mark is carried: nothing runs in
/// circles.
///
/// A source that is lost is tried again, and the log tells of the gap. A scenario with a bridge
/// runs in real time and cannot be run again: what others publish is not in its origin, which says
/// so.
///
/// Functions are for one thread at a time; status() is for any.
class Bridge
{
public:
    explicit Bridge(std::vector<BridgeRoute> routes, BridgeEnds ends = BridgeEnds::ofTransports());
    /// Detaches from everything. Before the scenario that it was opened with is gone.
    ~Bridge();
    Bridge(const Bridge &) = delete;
    Bridge &operator=(const Bridge &) = delete;

    /// Has a run subscribe for what goes out, from its first event on, and its origin tell of the
    /// bridge. Before the run is started.
    void joinTo(ScenarioRun &run);

    /// Connects all routes with the scenario that was joined; waits until they are, or `stop`.
    /// Fails where one cannot be: it then has detached from the others.
    Result<void> open(LiveScenario &scenario, const std::stop_token &stop = {});

    /// Detaches from everything; what the scenario published is sent before, as far as the servers
    /// take it within a few seconds.
    void close();

    [[nodiscard]] std::vector<BridgeStatus> status() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// What connecting routes does to others, each said before it is done (see Transport::plan). Fails
/// for what this build cannot attach to or publish to.
Result<std::vector<AttachPlan>> planBridge(std::span<const BridgeRoute> routes);

} // namespace playhead
