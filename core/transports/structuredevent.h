// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"

#include <string>

namespace playhead {

/// The event as a CloudEvent in structured mode, the content type `application/cloudevents+json`:
/// one JSON object, on one line. Attributes that are required and missing are `unknown`.
/// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
[[nodiscard]] std::string structuredEvent(const Event &event);

} // namespace playhead
