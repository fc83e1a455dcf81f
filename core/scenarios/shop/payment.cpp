// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/shop/payment.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace playhead::shop {

namespace {

constexpr std::array reasons = {"insufficient funds", "card expired", "limit exceeded",
                                "suspected fraud"};

/// The number that an order's name ends in; one of its own for a name without.
std::uint64_t orderNumber(std::string_view order)
{
    const auto digits = order.substr(order.find_last_not_of("0123456789") + 1);
    std::uint64_t number = 0;
    const auto *const end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, number);
    const bool isNumber = parsed.ec == std::errc() && parsed.ptr == end;
    return isNumber ? number : Seed(0).with(order).value();
}

} // namespace

Payment::Payment(System &system) : Service(system, "payment")
{
    system.keep(system.m_commands.registerHandler(
        "refund-payment", m_id, [this](const Event &command) { return refund(command); },
        "payments"));
    listen("stock", "payments.dead-letter", [this](const Delivery &delivery) {
        if (delivery.event().type != "stock.reserved") return ack();
        // The gateway never answers; the bus tries again.
        if (delivery.attempt() == 1 && befalls("timeouts", delivery.event())) return later();
        return work(delivery, 80, 350, [this](const EventPtr &event) { return charge(*event); });
    });
}

bool Payment::befalls(std::string_view knob, const Event &event) const
{
    return evenChance(m_system.m_seed.with(knob), orderNumber(event.subject),
                      m_system.m_knobs.value(knob));
}

Outcome Payment::charge(const Event &reserved)
{
    if (m_payments.contains(reserved.subject)) return ack(); // once is enough
    auto &payment = m_payments[reserved.subject];
    auto dice = m_system.dice("payment", reserved);
    if (befalls("decline", reserved)) {
        publish("payments", "payment.declined",
                {{"payment",
                  {{"status", "declined"}, {"method", "card"}, {"reason", dice.pick(reasons)}}}},
                reserved);
        return ack();
    }
    payment = {{"status", "captured"},
               {"method", "card"},
               {"amount", jsonData(reserved)["amount"]},
               {"reference", fmt::format("ch_{:010x}", dice.next() >> 24U)}};
    publish("payments", "payment.captured", {{"payment", payment}}, reserved);
    return ack();
}

Result<std::vector<Event>> Payment::refund(const Event &command)
{
    const auto payment = m_payments.find(command.subject);
    if (payment == m_payments.end() || !payment->second.is_object()
        || payment->second["status"] != "captured")
        return failure(fmt::format("Nothing was paid for '{}'.", command.subject));
    payment->second["status"] = "refunded";
    return std::vector{m_system.event(
        "payment.refunded", m_name, command.subject,
        {{"payment", {{"status", "refunded"}, {"refunded", payment->second["amount"]}}}},
        &command)};
}

} // namespace playhead::shop
