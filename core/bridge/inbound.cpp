// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/inbound.h"

#include "transports/eventheaders.h"

#include <utility>

namespace playhead {

InboundBridge::InboundBridge(BridgeRoute route, std::string name)
    : m_route(std::move(route)), m_name(std::move(name))
{}

InboundBridge::~InboundBridge() = default;

Result<void> InboundBridge::start(const BridgeEnds &ends, LiveScenario &scenario)
{
    auto connection = ends.source(m_route.url);
    if (!connection) return tl::unexpected(connection.error());
    SourceContext context{
        [this, &scenario](std::span<TapStep> steps) { take(steps, scenario); }, m_participants, {}};
    context.firstRetry = ends.firstRetry;
    context.longestRetry = ends.longestRetry;
    m_source = std::make_unique<LiveSource>(m_name, std::move(*connection), std::move(context));
    return {};
}

void InboundBridge::detach()
{
    if (m_source) m_source->detach();
}

void InboundBridge::waitUntilEnded()
{
    if (m_source) m_source->waitUntilEnded();
}

bool InboundBridge::isSettled() const
{
    return m_source && m_source->status().state != SourceState::Connecting;
}

BridgeStatus InboundBridge::status() const
{
    BridgeStatus status{m_route, m_name, false, {}, m_carried.load(), m_turnedBack.load()};
    if (!m_source) return status;
    const auto source = m_source->status();
    status.isConnected = source.state == SourceState::Live || source.state == SourceState::Paused;
    status.reason = source.reason;
    return status;
}

void InboundBridge::take(std::span<TapStep> steps, LiveScenario &scenario)
{
    scenario.fromOutside([&](Scenario &inside) {
        for (const auto &step : steps) {
            if (step.kind != StepKind::Publish || !step.event) continue;
            if (step.sender == step.receiver)
                tell(step, inside);
            else
                publish(step, inside);
        }
    });
}

void InboundBridge::publish(const TapStep &step, Scenario &scenario)
{
    if (isReplayed(*step.event)) {
        ++m_turnedBack;
        return;
    }
    auto event = *step.event;
    event.mark = {};
    markReplayed(event, m_name);
    auto &bus = scenario.bus();
    bus.publish(m_route.channel, bus.participant(m_name), std::move(event));
    ++m_carried;
}

/// What the source tells of itself goes into the log as it is: it is on no channel.
void InboundBridge::tell(const TapStep &step, Scenario &scenario) const
{
    auto &bus = scenario.bus();
    auto told = step;
    told.sender = told.receiver = bus.participant(m_name);
    bus.tap().hand(std::move(told));
}

} // namespace playhead
