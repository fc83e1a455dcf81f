// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/shop/orders.h"

#include "scenarios/shop/catalogue.h"

#include <fmt/format.h>

namespace playhead::shop {

namespace {

/// Lines with title and price, as the catalogue has them, and what they come to in cents.
Result<std::pair<Json, std::int64_t>> priced(const Json &lines)
{
    if (!lines.is_array() || lines.empty()) return failure("An order needs at least one line.");
    Json complete = Json::array();
    std::int64_t cents = 0;
    for (const auto &line : lines) {
        const auto sku = line.is_object() ? line.value("sku", Json()) : Json();
        const auto *product = sku.is_string() ? findProduct(sku.get<std::string>()) : nullptr;
        if (!product) return failure(fmt::format("The shop does not sell {}.", sku.dump()));
        const auto quantity = line.value("quantity", Json(1));
        if (!quantity.is_number_integer() || quantity < 1 || quantity > 1000)
            return failure("A quantity must be a whole number from 1 to 1000.");
        cents += product->cents * quantity.get<std::int64_t>();
        complete.push_back({{"sku", product->sku},
                            {"title", product->title},
                            {"quantity", quantity},
                            {"price", product->cents / 100.0}});
    }
    return std::pair(std::move(complete), cents);
}

} // namespace

Orders::Orders(System &system) : Service(system, "order-service")
{
    system.keep(system.m_commands.registerHandler(
        "place-order", m_id, [this](const Event &command) { return place(command); }, "orders"));
    system.keep(system.m_commands.registerHandler(
        "cancel-order", m_id, [this](const Event &command) { return cancelOnRequest(command); },
        "orders"));
    system.keep(system.m_queries.registerHandler(
        "get-order", m_id, [this](const Event &query) -> Result<std::string> {
            const auto order = m_orders.find(query.subject);
            if (order == m_orders.end())
                return failure(fmt::format("There is no order '{}'.", query.subject));
            return order->second.view.dump();
        }));
    for (const auto *channel : {"stock", "payments", "shipments"}) {
        listen(channel, "orders.dead-letter", [this](const Delivery &delivery) {
            return work(delivery, 5, 25, [this](const EventPtr &event) { return onEvent(*event); });
        });
    }
    listen("*.dead-letter", {}, [this](const Delivery &delivery) {
        if (delivery.channel() == "mail.dead-letter") return ack(); // no reason to stop an order
        return work(delivery, 20, 60,
                    [this](const EventPtr &event) { return onDeadLetter(*event); });
    });
}

Result<std::vector<Event>> Orders::place(const Event &command)
{
    const auto data = jsonData(command);
    const auto &id = command.subject;
    if (id.empty()) return failure("An order needs a number.");
    if (m_orders.contains(id)) return failure(fmt::format("There is an order '{}' already.", id));
    auto lines = priced(data.value("lines", Json()));
    if (!lines) return tl::unexpected(lines.error());

    auto &order = m_orders[id];
    order.view = {{"status", "placed"},
                  {"customer", data.value("customer", Json::object())},
                  {"address", data.value("address", Json::object())},
                  {"lines", std::move(lines->first)},
                  {"amount", static_cast<double>(lines->second) / 100},
                  {"currency", "EUR"}};
    return std::vector{m_system.event("order.placed", m_name, id, order.view, &command)};
}

Result<std::vector<Event>> Orders::cancelOnRequest(const Event &command)
{
    const auto found = m_orders.find(command.subject);
    if (found == m_orders.end())
        return failure(fmt::format("There is no order '{}'.", command.subject));
    auto &order = found->second;
    if (order.status == Status::Cancelled) return failure("The order was cancelled before.");
    if (order.status == Status::Completed || order.isShipped)
        return failure("The order has been shipped already.");
    compensate(order, command);
    return std::vector{cancelled(order, "the customer's wish", command)};
}

Outcome Orders::onEvent(const Event &event)
{
    const auto found = m_orders.find(event.subject);
    if (found == m_orders.end()) return ack(); // not about an order
    auto &order = found->second;
    order.view.merge_patch(jsonData(event));
    if (event.type == "stock.reserved") order.isReserved = true;
    if (event.type == "payment.captured") order.isPaid = true;
    if (event.type == "shipment.created") order.isShipped = true;

    if (order.status == Status::Cancelled) {
        compensate(order, event); // it was done after all
    } else if (event.type == "stock.rejected") {
        cancel(order, "out of stock", event);
    } else if (event.type == "payment.declined") {
        cancel(order, "payment declined", event);
    } else if (event.type == "shipment.created") {
        complete(order, event);
    }
    return ack();
}

Outcome Orders::onDeadLetter(const Event &event)
{
    const auto found = m_orders.find(event.subject);
    if (found != m_orders.end() && found->second.status == Status::Open)
        cancel(found->second, fmt::format("{} could not be dealt with", event.type), event);
    return ack();
}

void Orders::complete(Order &order, const Event &cause)
{
    if (order.status != Status::Open) return;
    order.status = Status::Completed;
    order.view["status"] = "completed";
    publish("orders", "order.completed", {{"status", "completed"}}, cause);
}

} // namespace playhead::shop
