// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/outbound.h"

#include "transports/eventheaders.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::size_t mostUnderWay = 1024; ///< unconfirmed; more wait in the queue of the bus
/// So long a server may take to confirm what is under way when the bridge is closed.
constexpr std::chrono::seconds lastWord{3};

/// Tried again for some two minutes, then kept as a dead letter.
DeliveryPolicy bridgePolicy()
{
    DeliveryPolicy policy;
    policy.mode = DeliveryMode::Queued;
    policy.concurrency = mostUnderWay;
    policy.attempts = 10;
    policy.backOff.initial = 500 * nanosecondsPerMillisecond;
    policy.hearsDeadLetters = false;
    policy.deadLetterChannel = "bridge.dead-letters";
    return policy;
}

} // namespace

OutboundBridge::OutboundBridge(BridgeRoute route, std::string name)
    : m_route(std::move(route)), m_name(std::move(name))
{
    m_status.route = m_route;
    m_status.name = m_name;
}

OutboundBridge::~OutboundBridge() = default;

void OutboundBridge::subscribe(Scenario &scenario)
{
    auto subscription = scenario.bus().subscribe(
        m_route.channel, m_name, [this](const Delivery &delivery) { return take(delivery); },
        bridgePolicy());
    // The route has been read: its pattern is one.
    if (subscription) m_subscription = std::move(*subscription);
}

Outcome OutboundBridge::take(const Delivery &delivery)
{
    const std::lock_guard lock(m_mutex);
    if (isReplayed(delivery.event())) {
        ++m_status.turnedBack;
        return ack();
    }
    m_parcels.push_back(
        {delivery.eventPtr(), std::string(delivery.channel()), delivery.acknowledger()});
    m_wake.notify_all();
    return later();
}

Result<void> OutboundBridge::start(const BridgeEnds &ends, LiveScenario &scenario)
{
    m_ends = ends;
    m_scenario = &scenario; // for close(), whatever becomes of this
    auto target = m_ends.target(m_route.url);
    if (!target) return tl::unexpected(target.error());
    if (auto connected = (*target)->connect(); !connected)
        return failure(fmt::format("{}: {}", m_name, connected.error().message));
    m_target = std::move(*target);
    setState(true, {});
    m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
    return {};
}

void OutboundBridge::close()
{
    if (!m_scenario) return;
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, lastWord, [this] {
            return !m_status.isConnected || (m_parcels.empty() && m_underWay == 0);
        });
    }
    m_thread = {};
    m_scenario->fromOutside([this](Scenario &) { m_subscription.unsubscribe(); });
    m_scenario = nullptr;
    setState(false, {});
}

BridgeStatus OutboundBridge::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

void OutboundBridge::setState(bool connected, std::string reason)
{
    const std::lock_guard lock(m_mutex);
    m_status.isConnected = connected;
    m_status.reason = std::move(reason);
    m_wake.notify_all();
}

void OutboundBridge::run(const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        std::vector<Parcel> parcels;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, stop, [this] { return !m_parcels.empty(); })) return;
            parcels.swap(m_parcels);
            m_underWay = parcels.size();
        }
        const auto sent = send(parcels, stop);
        answer(parcels, sent);
        if (!sent && !reconnect(stop)) return;
    }
}

Result<void> OutboundBridge::send(std::vector<Parcel> &parcels, const std::stop_token &stop)
{
    for (const auto &parcel : parcels) {
        auto event = *parcel.event;
        markReplayed(event, "bridge");
        if (auto sent = m_target->publish(event, parcel.channel, stop); !sent) return sent;
    }
    auto confirmed = m_target->flush(stop);
    if (confirmed && stop.stop_requested()) return failure("The bridge was closed.");
    return confirmed;
}

void OutboundBridge::answer(std::vector<Parcel> &parcels, const Result<void> &sent)
{
    m_scenario->fromOutside([&](Scenario &) {
        for (auto &parcel : parcels)
            sent ? parcel.answer.ack() : parcel.answer.nack(sent.error().message);
    });
    const std::lock_guard lock(m_mutex);
    m_underWay = 0;
    if (sent) m_status.carried += parcels.size();
    m_wake.notify_all();
}

bool OutboundBridge::reconnect(const std::stop_token &stop)
{
    auto wait = m_ends.firstRetry;
    while (!stop.stop_requested()) {
        auto target = m_ends.target(m_route.url);
        const auto connected = target ? (*target)->connect() : tl::unexpected(target.error());
        if (connected) {
            m_target = std::move(*target);
            setState(true, {});
            return true;
        }
        setState(false, connected.error().message);
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, stop, std::chrono::nanoseconds(wait), [] { return false; });
        wait = std::min(2 * wait, m_ends.longestRetry);
    }
    return false;
}

} // namespace playhead
