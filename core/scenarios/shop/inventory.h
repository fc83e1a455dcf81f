// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/shop/service.h"

#include <map>

namespace playhead::shop {

/// Sets stock aside for each order, and orders more when it runs low. Answers get-stock.
class Inventory final : public Service
{
public:
    explicit Inventory(System &system);

private:
    struct Stock
    {
        std::int64_t available = 30;
        std::int64_t reserved = 0;
    };

    Outcome onOrder(const Event &event);
    void reserve(const Event &placed);
    Result<std::vector<Event>> release(const Event &command);
    void replenish();

    std::map<std::string, Stock, std::less<>> m_stock;       ///< by sku
    std::map<std::string, Json, std::less<>> m_reservations; ///< lines by order
};

} // namespace playhead::shop
