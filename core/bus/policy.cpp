// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/policy.h"

#include <algorithm>
#include <cmath>

namespace playhead {

Duration BackOff::after(std::uint32_t attempt, double random) const
{
    const double raw = double(initial) * std::pow(factor, double(std::max(attempt, 1U)) - 1.0);
    const double wait = std::min(raw, double(maximum));
    return std::max<Duration>(0, Duration(wait * (1.0 + jitter * (2.0 * random - 1.0))));
}

} // namespace playhead
