// SPDX-License-Identifier: GPL-3.0-or-later
// A web shop as a saga: six services, and the edge at which partners listen.
#include "scenarios/scenariolist.h"
#include "scenarios/shop/checkout.h"
#include "scenarios/shop/edge.h"
#include "scenarios/shop/email.h"
#include "scenarios/shop/inventory.h"
#include "scenarios/shop/orders.h"
#include "scenarios/shop/payment.h"
#include "scenarios/shop/shipping.h"

namespace playhead {

namespace {

class Shop final : public shop::System
{
public:
    explicit Shop(const ScenarioContext &context)
        : System(context, "checkout-web"),
          m_checkout(*this),
          m_orders(*this),
          m_inventory(*this),
          m_payment(*this),
          m_shipping(*this),
          m_email(*this),
          m_edge(*this),
          m_partner(taken(m_bus.subscribe("integration", "partner-portal",
                                          [](const Delivery &) { return ack(); })))
    {}

    void start() override { m_checkout.start(); }

    void applyKnobs() override
    {
        if (faultsTurned()) {
            for (auto *service : services())
                service->setFaults(faults());
        }
        if (turned({"crash"})) m_payment.setCrashed(m_knobs.value("crash") != 0);
        if (turned({"pause"})) m_email.setPaused(m_knobs.value("pause") != 0);
    }

private:
    std::array<shop::Service *, 6> services()
    {
        return {&m_orders, &m_inventory, &m_payment, &m_shipping, &m_email, &m_edge};
    }

    void prepare(Event &message, Json &data) override
    {
        if (message.type == "place-order" && !data.contains("order"))
            data["order"] = m_checkout.nextOrder();
        const auto about = data.value(message.type == "get-stock" ? "sku" : "order", Json());
        if (about.is_string()) message.subject = about.get<std::string>();
        if (message.type != "get-stock") message.correlation = message.subject;
    }

    shop::Checkout m_checkout;
    shop::Orders m_orders;
    shop::Inventory m_inventory;
    shop::Payment m_payment;
    shop::Shipping m_shipping;
    shop::Email m_email;
    shop::Edge m_edge;
    Subscription m_partner;
};

} // namespace

std::unique_ptr<Scenario> makeShop(const ScenarioContext &context)
{
    return std::make_unique<Shop>(context);
}

} // namespace playhead
