// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/ackwatch.h"

#include "transports/rabbitmq/brokerview.h"

#include <functional>
#include <iterator>

namespace playhead {
namespace {

void append(std::vector<TapStep> &steps, std::vector<TapStep> &&more)
{
    steps.insert(steps.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
}

} // namespace

AmqpOutcome AckWatch::look(std::vector<TapStep> &steps)
{
    if (!m_management) return guess(steps);
    const auto counted = count(steps);
    m_managementFailed = counted ? std::string() : counted.error().message;
    return {};
}

Result<void> AckWatch::count(std::vector<TapStep> &steps)
{
    const auto open = m_acks.openQueues();
    if (open.empty()) return {};
    BrokerView view(*m_management);
    const auto connections = view.connections();
    if (!connections) return tl::unexpected(connections.error());
    const auto figures = view.queues();
    if (!figures) return tl::unexpected(figures.error());
    AckInference::Connections alive;
    for (const auto &name : *connections)
        alive.insert(std::hash<std::string_view>()(name));
    for (const auto &name : open) {
        const auto found = figures->find(name);
        if (found == figures->end())
            m_acks.forget(name);
        else
            append(steps, m_acks.counted(name, found->second.messages,
                                         found->second.unacknowledged, alive, currentTime()));
    }
    return {};
}

AmqpOutcome AckWatch::guess(std::vector<TapStep> &steps)
{
    for (const auto &name : m_acks.openQueues()) {
        const auto counts = m_connection.queueCounts(m_channel, name);
        if (counts) {
            append(steps, m_acks.guessed(name, counts->ready, counts->consumers, currentTime()));
            continue;
        }
        // Gone, or exclusive to somebody else.
        if (!counts.error().closedChannel) return counts.error();
        m_acks.forget(name);
        if (auto fault = m_connection.openChannel(m_channel)) return fault;
    }
    return {};
}

} // namespace playhead
