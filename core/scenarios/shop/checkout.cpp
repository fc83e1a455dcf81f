// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/shop/checkout.h"

#include "scenarios/shop/catalogue.h"

#include <fmt/format.h>

#include <algorithm>

namespace playhead::shop {

Checkout::Checkout(System &system)
    : m_system(system),
      m_orders(
          system.m_scheduler, system.m_seed.with("orders"),
          [this] { return m_system.m_knobs.value("rate"); }, [this](Dice &dice) { place(dice); }),
      m_questions(
          system.m_scheduler, system.m_seed.with("questions"),
          [this] { return m_system.m_knobs.value("rate") / 4; },
          [this](Dice &dice) { track(dice); })
{}

void Checkout::start()
{
    m_orders.start();
    m_questions.start();
}

std::string Checkout::nextOrder()
{
    return fmt::format("order-{}", ++m_lastOrder);
}

void Checkout::place(Dice &dice)
{
    auto order = randomOrder(dice);
    const auto poison = m_system.m_knobs.value("poison");
    if (evenChance(m_system.m_seed.with("poison"), m_placed++, poison)) {
        // What a form should have caught, now at the address, now at the mailbox.
        m_poisonMail = !m_poisonMail;
        if (m_poisonMail) {
            std::string mailbox = order["customer"]["email"];
            order["customer"]["email"] = mailbox.replace(mailbox.find('@'), 1, "(at)");
        } else {
            order["address"]["postcode"] = nullptr;
        }
    }
    m_system.command(m_system.m_client, "place-order", std::move(order));
}

void Checkout::track(Dice &dice)
{
    if (m_lastOrder < 1000) return;
    const auto order = dice.between(std::max(1000, m_lastOrder - 5), m_lastOrder);
    m_system.query(m_system.m_client, "get-order", {{"order", fmt::format("order-{}", order)}});
}

} // namespace playhead::shop
