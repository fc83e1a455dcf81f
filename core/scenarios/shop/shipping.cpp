// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/shop/shipping.h"

#include <fmt/format.h>

#include <array>

namespace playhead::shop {

namespace {

constexpr std::array carriers = {"DHL", "DPD", "GLS", "PostNord"};

} // namespace

Shipping::Shipping(System &system) : Service(system, "shipping")
{
    system.keep(system.m_commands.registerHandler(
        "recall-shipment", m_id, [this](const Event &command) { return recall(command); },
        "shipments"));
    listen("payments", "shipments.dead-letter", [this](const Delivery &delivery) {
        if (delivery.event().type != "payment.captured") return ack();
        return work(delivery, 100, 300, [this](const EventPtr &event) { return ship(*event); });
    });
}

Outcome Shipping::ship(const Event &paid)
{
    if (m_shipped.contains(paid.subject)) return ack();
    const auto answer = m_system.query(m_id, "get-order", {{"order", paid.subject}});
    if (!answer) return nack(answer.error().message);
    const auto order = Json::parse(*answer);
    if (order.value("status", "") == "cancelled") return ack(); // nothing to send any more
    const auto &address = order["address"];
    const auto postcode = address.is_object() ? address.value("postcode", Json()) : Json();
    if (!postcode.is_string()) return nack("the label cannot be printed: no postcode");

    m_shipped.insert(paid.subject);
    auto dice = m_system.dice("shipment", paid);
    publish("shipments", "shipment.created",
            {{"shipment",
              {{"status", "created"},
               {"carrier", dice.pick(carriers)},
               {"tracking", fmt::format("{:012}", dice.between(1, 999'999'999'999))}}}},
            paid);
    return ack();
}

Result<std::vector<Event>> Shipping::recall(const Event &command)
{
    if (!m_shipped.contains(command.subject))
        return failure(fmt::format("'{}' was not shipped.", command.subject));
    return std::vector{m_system.event("shipment.recalled", m_name, command.subject,
                                      {{"shipment", {{"status", "recalled"}}}}, &command)};
}

} // namespace playhead::shop
