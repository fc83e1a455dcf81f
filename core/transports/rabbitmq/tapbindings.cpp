// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/tapbindings.h"

#include <algorithm>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr const char *firehoseExchange = "amq.rabbitmq.trace";
constexpr const char *everything = "#";

} // namespace

void TapBindings::choose(const std::optional<BrokerTopology> &topology)
{
    m_exchanges.clear();
    if (m_settings.firehose) m_exchanges.push_back({firehoseExchange, {everything}});
    auto names = m_settings.exchanges;
    if (m_settings.firehose && topology)
        for (const auto &name : topology->deadLetterExchanges)
            if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    for (const auto &name : names) {
        auto patterns = m_settings.patterns;
        if (patterns.empty() && topology) {
            const auto direct = topology->directKeys.find(name);
            if (direct != topology->directKeys.end()) patterns = direct->second;
        }
        if (patterns.empty()) patterns.emplace_back(everything);
        m_exchanges.push_back({name, std::move(patterns)});
    }
}

AmqpOutcome TapBindings::bindOne(AmqpConnection &connection, amqp_channel_t channel,
                                 const std::string &queue, Exchange &exchange, bool allowsMissing)
{
    exchange.isMissing = false;
    for (const auto &pattern : exchange.patterns) {
        auto fault = connection.bind(channel, queue, exchange.name, pattern);
        if (!fault) continue;
        if (fault->code != AMQP_NOT_FOUND || !allowsMissing) return fault;
        exchange.isMissing = true;
        return connection.openChannel(channel);
    }
    return {};
}

AmqpOutcome TapBindings::bind(AmqpConnection &connection, amqp_channel_t channel,
                              const std::string &queue,
                              const std::optional<BrokerTopology> &topology, bool allowsMissing)
{
    choose(topology);
    for (auto &exchange : m_exchanges) {
        const bool isChosen =
            std::ranges::find(m_settings.exchanges, exchange.name) != m_settings.exchanges.end();
        if (auto fault =
                bindOne(connection, channel, queue, exchange, allowsMissing || !isChosen))
            return fault;
    }
    return {};
}

AmqpOutcome TapBindings::again(AmqpConnection &connection, amqp_channel_t channel,
                               const std::string &queue)
{
    for (auto &exchange : m_exchanges)
        if (auto fault = bindOne(connection, channel, queue, exchange, true)) return fault;
    return {};
}

std::string TapBindings::missing() const
{
    std::string names;
    for (const auto &exchange : m_exchanges)
        if (exchange.isMissing)
            names += fmt::format("{}{}", names.empty() ? "" : ", ", exchange.name);
    return names;
}

} // namespace playhead
