// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/shop/service.h"

#include <map>

namespace playhead::shop {

/// Tells customers what became of their order. An address that is none is a poison message.
class Email final : public Service
{
public:
    explicit Email(System &system);

private:
    Outcome send(const Event &event);

    std::map<std::string, std::string, std::less<>> m_mailboxes; ///< by order
};

} // namespace playhead::shop
