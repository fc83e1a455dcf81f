// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/json.h"
#include "scenarios/dice.h"

#include <span>
#include <string_view>

namespace playhead::shop {

struct Product
{
    std::string_view sku;
    std::string_view title;
    int cents = 0;
};

/// What the shop sells.
[[nodiscard]] std::span<const Product> products();

/// Null: it does not sell that.
[[nodiscard]] const Product *findProduct(std::string_view sku);

/// Somebody who orders something: `customer`, `address` and `lines` of a place-order command.
[[nodiscard]] Json randomOrder(Dice &dice);

} // namespace playhead::shop
