// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/shop/edge.h"

namespace playhead::shop {

Edge::Edge(System &system) : Service(system, "edge")
{
    listen("orders", "integration.dead-letter", [this](const Delivery &delivery) {
        if (delivery.event().type == "order.placed") return ack(); // not before it is certain
        return work(delivery, 5, 20, [this](const EventPtr &event) { return translate(*event); });
    });
}

Outcome Edge::translate(const Event &event)
{
    auto published = m_system.event("com.example.shop." + event.type + ".v1", m_name, event.subject,
                                    {{"status", jsonData(event)["status"]}}, &event);
    published.scope = EventScope::Integration;
    published.schema = "https://shop.example.com/schemas/order-outcome-v1.json";
    m_system.m_bus.publish("integration", m_id, std::move(published));
    return ack();
}

} // namespace playhead::shop
