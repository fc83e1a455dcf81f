// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bridge/bridge.h"

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace playhead {

/// A route from channels to a real system: a consumer on the bus that acknowledges what the server
/// has confirmed. The server is talked to on a thread of its own; the bus never waits for it.
class OutboundBridge
{
public:
    OutboundBridge(BridgeRoute route, std::string name);
    ~OutboundBridge();

    /// Subscribes; events wait here until start(). On the scenario's thread.
    void subscribe(Scenario &scenario);
    /// Connects, and sends from then on. Fails where the server cannot be reached.
    Result<void> start(const BridgeEnds &ends, LiveScenario &scenario);
    /// Sends what is there, within a few seconds, and ends the subscription. Not from the thread of
    /// the scenario.
    void close();

    [[nodiscard]] BridgeStatus status() const; ///< any thread

private:
    struct Parcel
    {
        EventPtr event;
        std::string channel;
        Acknowledger answer;
    };

    Outcome take(const Delivery &delivery);
    void run(const std::stop_token &stop);
    bool reconnect(const std::stop_token &stop);
    Result<void> send(std::vector<Parcel> &parcels, const std::stop_token &stop);
    void answer(std::vector<Parcel> &parcels, const Result<void> &sent);
    void setState(bool connected, std::string reason);

    const BridgeRoute m_route;
    const std::string m_name;
    BridgeEnds m_ends;
    LiveScenario *m_scenario = nullptr; ///< null: not started
    Subscription m_subscription;        // in the scenario only
    std::unique_ptr<Target> m_target;   // its thread only, once there is one

    mutable std::mutex m_mutex; // guards what follows
    std::condition_variable_any m_wake;
    std::vector<Parcel> m_parcels;
    std::size_t m_underWay = 0; ///< taken from there and not answered
    BridgeStatus m_status;

    std::jthread m_thread; // last: ends first
};

} // namespace playhead
