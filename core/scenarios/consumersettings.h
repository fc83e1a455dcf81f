// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "model/result.h"
#include "replay/json.h"

#include <string_view>

namespace playhead {

/// How a consumer is disturbed, for a person: `{"latency": 200, "jitter": 50, "loss": 5,
/// "duplicates": 0, "reorder": 0, "crashed": true, "paused": false}`; times in milliseconds (at
/// most a minute), shares in percent. What is off is left out.
[[nodiscard]] Json consumerSettings(const Faults &faults, ConsumerState state);

/// Changes what `settings` names, and leaves the rest as it is; on all subscriptions of the
/// consumer. Fails, having changed nothing, for a consumer that is not there and for a setting that
/// is not known or out of range.
Result<void> changeConsumer(Bus &bus, std::string_view consumer, const Json &settings);

} // namespace playhead
