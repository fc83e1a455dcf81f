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

    EvenChance m_declines;
    EvenChance m_hangs;
    std::map<std::string, Json, std::less<>> m_payments; ///< by order: reference and amount
};

} // namespace playhead::shop
