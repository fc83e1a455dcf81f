// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/shop/service.h"

namespace playhead::shop {

/// Where the shop ends: what partners may know of its domain events goes out as integration events,
/// under public names and without what is nobody's business.
class Edge final : public Service
{
public:
    explicit Edge(System &system);

private:
    Outcome translate(const Event &event);
};

} // namespace playhead::shop
