// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/shop/payment.h"

#include <fmt/format.h>

#include <array>

namespace playhead::shop {

namespace {

constexpr std::array reasons = {"insufficient funds", "card expired", "limit exceeded",
                                "suspected fraud"};

} // namespace

Payment::Payment(System &system)
    : Service(system, "payment"), m_declines(system.m_dice), m_hangs(system.m_dice)
{
    system.keep(system.m_commands.registerHandler(
        "refund-payment", m_id, [this](const Event &command) { return refund(command); },
        "payments"));
    listen("stock", "payments.dead-letter", [this](const Delivery &delivery) {
        if (delivery.event().type != "stock.reserved") return ack();
        // The gateway never answers; the bus tries again.
        if (delivery.attempt() == 1 && m_hangs.next(m_system.m_knobs.value("timeouts")))
            return later();
        return work(delivery, 80, 350, [this](const EventPtr &event) { return charge(*event); });
    });
}

Outcome Payment::charge(const Event &reserved)
{
    if (m_payments.contains(reserved.subject)) return ack(); // once is enough
    auto &payment = m_payments[reserved.subject];
    if (m_declines.next(m_system.m_knobs.value("decline"))) {
        publish("payments", "payment.declined",
                {{"payment",
                  {{"status", "declined"},
                   {"method", "card"},
                   {"reason", m_system.m_dice.pick(reasons)}}}},
                reserved);
        return ack();
    }
    payment = {{"status", "captured"},
               {"method", "card"},
               {"amount", jsonData(reserved)["amount"]},
               {"reference", fmt::format("ch_{:010x}", m_system.m_dice.next() >> 24U)}};
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
