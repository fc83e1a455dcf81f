// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/shop/email.h"

#include <fmt/format.h>

namespace playhead::shop {

Email::Email(System &system) : Service(system, "email")
{
    listen("orders", "mail.dead-letter", [this](const Delivery &delivery) {
        return work(delivery, 40, 120, [this](const EventPtr &event) { return send(*event); });
    });
}

Outcome Email::send(const Event &event)
{
    auto &mailbox = m_mailboxes[event.subject];
    if (event.type == "order.placed") {
        const auto order = jsonData(event);
        const auto &customer = order["customer"];
        const auto email = customer.is_object() ? customer.value("email", Json()) : Json();
        if (email.is_string()) mailbox = email.get<std::string>();
    }
    if (mailbox.find('@') == std::string::npos)
        return nack(fmt::format("'{}' is no mail address", mailbox));
    const auto kind = event.type.substr(event.type.find('.') + 1);
    publish("mail", "mail.sent", {{"mail", {{"to", mailbox}, {"last", "order-" + kind}}}}, event);
    return ack();
}

} // namespace playhead::shop
