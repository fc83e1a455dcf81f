// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/bridge.h"

#include "bridge/inbound.h"
#include "bridge/outbound.h"
#include "transports/transporttable.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

/// Between two looks at whether the sources are connected.
constexpr std::chrono::milliseconds glance{10};

Result<AttachPlan> planRoute(const BridgeRoute &route)
{
    if (route.direction == BridgeRoute::Direction::From) return planAttach(route.url);
    if (auto target = openTarget(route.url); !target) return tl::unexpected(target.error());
    AttachPlan plan;
    plan.effects.push_back(
        {AttachEffect::Kind::None, fmt::format("Events of the channel {} are published to {}.",
                                               route.channel, route.url.text())});
    return plan;
}

} // namespace

BridgeEnds BridgeEnds::ofTransports()
{
    BridgeEnds ends;
    ends.source = [](const SourceUrl &url) -> Result<std::unique_ptr<SourceConnection>> {
        const auto transport = transportFor(url);
        if (!transport) return tl::unexpected(transport.error());
        return (*transport)->connection(url);
    };
    ends.target = openTarget;
    ends.name = [](const SourceUrl &url) {
        const auto transport = transportFor(url);
        return transport ? (*transport)->sourceName(url) : url.scheme;
    };
    return ends;
}

class Bridge::Private
{
public:
    Private(std::vector<BridgeRoute> routes, BridgeEnds bridgeEnds) : ends(std::move(bridgeEnds))
    {
        for (auto &route : routes) {
            auto name = ends.name(route.url);
            texts.push_back(route.text());
            if (route.direction == BridgeRoute::Direction::From)
                inbound.push_back(
                    std::make_unique<InboundBridge>(std::move(route), std::move(name)));
            else
                outbound.push_back(
                    std::make_unique<OutboundBridge>(std::move(route), std::move(name)));
        }
    }

    Result<void> connect(LiveScenario &scenario);
    Result<void> waitForSources(const std::stop_token &stop) const;
    void close();

    const BridgeEnds ends;
    std::vector<std::string> texts; ///< of the routes
    std::vector<std::unique_ptr<InboundBridge>> inbound;
    std::vector<std::unique_ptr<OutboundBridge>> outbound;
};

Result<void> Bridge::Private::connect(LiveScenario &scenario)
{
    for (const auto &route : outbound)
        if (auto started = route->start(ends, scenario); !started) return started;
    for (const auto &route : inbound)
        if (auto started = route->start(ends, scenario); !started) return started;
    return {};
}

Result<void> Bridge::Private::waitForSources(const std::stop_token &stop) const
{
    for (const auto &route : inbound) {
        while (!route->isSettled() && !stop.stop_requested())
            std::this_thread::sleep_for(glance);
        const auto status = route->status();
        if (!status.isConnected && !status.reason.empty())
            return failure(fmt::format("{}: {}", status.name, status.reason));
    }
    return {};
}

void Bridge::Private::close()
{
    for (const auto &route : inbound)
        route->detach(); // all at once
    for (const auto &route : inbound)
        route->waitUntilEnded();
    for (const auto &route : outbound)
        route->close();
}

Bridge::Bridge(std::vector<BridgeRoute> routes, BridgeEnds ends)
    : d(std::make_unique<Private>(std::move(routes), std::move(ends)))
{}

Bridge::~Bridge()
{
    close();
}

void Bridge::joinTo(ScenarioRun &run)
{
    run.bridges = d->texts;
    run.extension = [before = std::move(run.extension), this](Scenario &scenario) {
        if (before) before(scenario);
        for (const auto &route : d->outbound)
            route->subscribe(scenario);
    };
}

Result<void> Bridge::open(LiveScenario &scenario, const std::stop_token &stop)
{
    auto opened = d->connect(scenario);
    if (opened) opened = d->waitForSources(stop);
    if (!opened) close();
    return opened;
}

void Bridge::close()
{
    d->close();
}

std::vector<BridgeStatus> Bridge::status() const
{
    std::vector<BridgeStatus> list;
    for (const auto &route : d->inbound)
        list.push_back(route->status());
    for (const auto &route : d->outbound)
        list.push_back(route->status());
    return list;
}

Result<std::vector<AttachPlan>> planBridge(std::span<const BridgeRoute> routes)
{
    std::vector<AttachPlan> plans;
    for (const auto &route : routes) {
        auto plan = planRoute(route);
        if (!plan) return tl::unexpected(plan.error());
        plans.push_back(std::move(*plan));
    }
    return plans;
}

} // namespace playhead
