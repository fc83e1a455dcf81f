// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/shop/service.h"

#include <set>

namespace playhead::shop {

/// Hands to a carrier what is paid. It asks the orders service where to: an address that it cannot
/// print is a poison message.
class Shipping final : public Service
{
public:
    explicit Shipping(System &system);

private:
    Outcome ship(const Event &paid);
    Result<std::vector<Event>> recall(const Event &command);

    std::set<std::string, std::less<>> m_shipped; ///< orders
};

} // namespace playhead::shop
