// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/shop/service.h"

#include <map>

namespace playhead::shop {

/// The orders service: takes orders, and is the saga that sees each through to its completion, or
/// undoes what was done for it (https://microservices.io/patterns/data/saga.html). Its read model
/// answers get-order.
class Orders final : public Service
{
public:
    explicit Orders(System &system);

private:
    enum class Status { Open, Completed, Cancelled };
    struct Order
    {
        Json view; ///< what is known of it, as get-order shows it
        Status status = Status::Open;
        bool isReserved = false; ///< stock is set aside for it
        bool isPaid = false;
        bool isShipped = false;
    };

    Result<std::vector<Event>> place(const Event &command);
    Result<std::vector<Event>> cancelOnRequest(const Event &command);
    Outcome onEvent(const Event &event);
    Outcome onDeadLetter(const Event &event);
    void complete(Order &order, const Event &cause);

    // compensation.cpp
    void cancel(Order &order, const std::string &reason, const Event &cause);
    Event cancelled(Order &order, const std::string &reason, const Event &cause);
    void compensate(Order &order, const Event &cause);

    std::map<std::string, Order, std::less<>> m_orders;
};

} // namespace playhead::shop
