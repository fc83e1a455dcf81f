// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/shop/service.h"

namespace playhead::shop {

/// The shop's web pages: people who place orders and look where they have got to.
class Checkout
{
public:
    explicit Checkout(System &system);
    void start();

    /// The number of the next order: it is given before the order is sent, so that its whole
    /// conversation carries it.
    std::string nextOrder();

private:
    void place(Dice &dice);
    void track(Dice &dice);

    System &m_system;
    std::uint64_t m_placed = 0;
    bool m_poisonMail = false;
    int m_lastOrder = 999;
    Pulse m_orders;
    Pulse m_questions;
};

} // namespace playhead::shop
