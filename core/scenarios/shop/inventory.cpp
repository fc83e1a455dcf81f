// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/shop/inventory.h"

#include "scenarios/shop/catalogue.h"

#include <fmt/format.h>

namespace playhead::shop {

namespace {

constexpr std::int64_t lowStock = 8;
constexpr std::int64_t delivered = 24;

} // namespace

Inventory::Inventory(System &system) : Service(system, "inventory")
{
    for (const auto &product : products())
        m_stock[std::string(product.sku)] = {};
    system.keep(system.m_commands.registerHandler(
        "release-stock", m_id, [this](const Event &command) { return release(command); }, "stock"));
    system.keep(system.m_queries.registerHandler(
        "get-stock", m_id, [this](const Event &query) -> Result<std::string> {
            const auto stock = m_stock.find(query.subject);
            if (stock == m_stock.end())
                return failure(fmt::format("The shop does not sell '{}'.", query.subject));
            return Json{{"sku", query.subject},
                        {"available", stock->second.available},
                        {"reserved", stock->second.reserved}}
                .dump();
        }));
    listen("orders", "stock.dead-letter", [this](const Delivery &delivery) {
        return work(delivery, 30, 90, [this](const EventPtr &event) { return onOrder(*event); });
    });
}

Outcome Inventory::onOrder(const Event &event)
{
    if (event.type == "order.placed") {
        if (!m_reservations.contains(event.subject)) reserve(event);
        replenish();
    } else if (event.type == "order.completed") {
        // They have left the house.
        for (const auto &line : m_reservations[event.subject])
            m_stock[line["sku"]].reserved -= line["quantity"].get<std::int64_t>();
        m_reservations[event.subject] = Json::array();
    }
    return ack();
}

void Inventory::reserve(const Event &placed)
{
    const auto order = jsonData(placed);
    const auto &lines = order["lines"];
    std::map<std::string, std::int64_t> wanted;
    for (const auto &line : lines)
        wanted[line["sku"]] += line["quantity"].get<std::int64_t>();
    for (const auto &[sku, quantity] : wanted) {
        if (m_stock[sku].available >= quantity) continue;
        m_reservations[placed.subject] = Json::array();
        publish("stock", "stock.rejected", {{"stock", {{"status", "rejected"}, {"missing", sku}}}},
                placed);
        return;
    }
    for (const auto &[sku, quantity] : wanted) {
        m_stock[sku].available -= quantity;
        m_stock[sku].reserved += quantity;
    }
    m_reservations[placed.subject] = lines;
    publish("stock", "stock.reserved",
            {{"stock", {{"status", "reserved"}, {"warehouse", "Leipzig"}}},
             {"amount", order["amount"]}},
            placed);
}

Result<std::vector<Event>> Inventory::release(const Event &command)
{
    const auto found = m_reservations.find(command.subject);
    if (found == m_reservations.end() || found->second.empty())
        return failure(fmt::format("Nothing is reserved for '{}'.", command.subject));
    for (const auto &line : found->second) {
        auto &stock = m_stock[line["sku"]];
        stock.reserved -= line["quantity"].get<std::int64_t>();
        stock.available += line["quantity"].get<std::int64_t>();
    }
    found->second = Json::array();
    return std::vector{m_system.event("stock.released", m_name, command.subject,
                                      {{"stock", {{"status", "released"}}}}, &command)};
}

void Inventory::replenish()
{
    for (auto &[sku, stock] : m_stock) {
        if (stock.available >= lowStock) continue;
        stock.available += delivered;
        m_system.m_bus.publish(
            "stock", m_id,
            m_system.event("stock.replenished", m_name, sku,
                           {{"sku", sku}, {"added", delivered}, {"available", stock.available}}));
    }
}

} // namespace playhead::shop
