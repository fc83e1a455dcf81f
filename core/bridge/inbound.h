// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bridge/bridge.h"
#include "transports/livesource.h"

#include <atomic>
#include <memory>
#include <span>
#include <string>

namespace playhead {

/// A route from a real system onto a channel: a live source whose publishes are published again.
class InboundBridge
{
public:
    InboundBridge(BridgeRoute route, std::string name);
    ~InboundBridge();

    /// Connects in the background; what comes in is published from then on.
    Result<void> start(const BridgeEnds &ends, LiveScenario &scenario);
    void detach();
    void waitUntilEnded();

    [[nodiscard]] BridgeStatus status() const; ///< any thread
    /// Whether it was connected once, or has ended without.
    [[nodiscard]] bool isSettled() const;

private:
    void take(std::span<TapStep> steps, LiveScenario &scenario); ///< the source's thread
    void publish(const TapStep &step, Scenario &scenario);
    void tell(const TapStep &step, Scenario &scenario) const;

    const BridgeRoute m_route;
    const std::string m_name;
    /// Participants of the source itself: the log has its name and the channel only.
    ParticipantTable m_participants;
    std::atomic<std::uint64_t> m_carried{0};
    std::atomic<std::uint64_t> m_turnedBack{0};
    std::unique_ptr<LiveSource> m_source; // last: ends first
};

} // namespace playhead
