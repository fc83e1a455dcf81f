// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/shop/service.h"

#include <map>

namespace playhead::shop {

/// Takes the money for what is reserved, by way of a card gateway that declines some and sometimes
/// does not answer at all.
class Payment final : public Service
{
public:
    explicit Payment(System &system);

private:
    Outcome charge(const Event &reserved);
    Result<std::vector<Event>> refund(const Event &command);

    /// Whether the gateway does to the payment of an order what a knob says how often it does.
    [[nodiscard]] bool befalls(std::string_view knob, const Event &event) const;

    std::map<std::string, Json, std::less<>> m_payments; ///< by order: reference and amount
};

} // namespace playhead::shop
