// SPDX-License-Identifier: GPL-3.0-or-later
// How the saga undoes what was done for an order.
#include "scenarios/shop/orders.h"

namespace playhead::shop {

void Orders::cancel(Order &order, const std::string &reason, const Event &cause)
{
    compensate(order, cause);
    auto event = cancelled(order, reason, cause);
    m_system.m_bus.publish("orders", m_id, std::move(event));
}

Event Orders::cancelled(Order &order, const std::string &reason, const Event &cause)
{
    const Json data = {{"status", "cancelled"}, {"cancellation", {{"reason", reason}}}};
    order.status = Status::Cancelled;
    order.view.merge_patch(data);
    return m_system.event("order.cancelled", m_name, cause.subject, data, &cause);
}

void Orders::compensate(Order &order, const Event &cause)
{
    // Last done, first undone; each once, as the flags say.
    const Json request = {{"order", cause.subject}};
    if (std::exchange(order.isShipped, false)) m_system.command(m_id, "recall-shipment", request);
    if (std::exchange(order.isPaid, false)) m_system.command(m_id, "refund-payment", request);
    if (std::exchange(order.isReserved, false)) m_system.command(m_id, "release-stock", request);
}

} // namespace playhead::shop
