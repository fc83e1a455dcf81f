// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/deaths.h"

#include "transports/rabbitmq/amqptable.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

namespace playhead {

std::string Death::text() const
{
    return count > 1 ? fmt::format("{} {} times", reason, count) : reason;
}

std::vector<Death> deathsOf(const amqp_table_t &headers)
{
    std::vector<Death> deaths;
    const auto *field = fieldOf(headers, "x-death");
    if (!field || field->kind != AMQP_FIELD_KIND_ARRAY) return deaths;
    const auto &array = field->value.array;
    for (const auto &item : std::span(array.entries, static_cast<std::size_t>(array.num_entries))) {
        if (item.kind != AMQP_FIELD_KIND_TABLE) continue;
        const auto &table = item.value.table;
        Death death;
        death.queue = textField(table, "queue");
        death.reason = textField(table, "reason");
        death.exchange = textField(table, "exchange");
        death.count = static_cast<std::uint64_t>(
            std::max<std::int64_t>(1, numberField(table, "count").value_or(1)));
        if (const auto keys = textsField(table, "routing-keys"); !keys.empty())
            death.routingKey = keys.front();
        if (!death.queue.empty()) deaths.push_back(std::move(death));
    }
    return deaths;
}

const Death *firstDeath(const std::vector<Death> &deaths, const amqp_table_t &headers)
{
    if (deaths.empty()) return nullptr;
    const auto queue = textField(headers, "x-first-death-queue");
    const auto reason = textField(headers, "x-first-death-reason");
    const auto found = std::ranges::find_if(deaths, [&](const Death &death) {
        return death.queue == queue && death.reason == reason;
    });
    return found != deaths.end() ? &*found : &deaths.back();
}

} // namespace playhead
