// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "transports/receivers/http.h"
#include "transports/receivers/requestbody.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// An event, and the channel it was published to: its extension `channel`, `topic`, `queue` or
/// `exchange`, else `events`.
struct ReceivedEvent
{
    EventPtr event;
    std::string channel;
};

struct ReceivedEvents
{
    std::vector<ReceivedEvent> events;
    std::optional<RequestProblem> problem; ///< then there are no events: all or none is taken
};

/// Reads the CloudEvents of a request, by
/// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md:
/// binary mode (headers `ce-...`, the body is the data), structured mode
/// (`application/cloudevents+json`) and batches (`application/cloudevents-batch+json`). For people
/// with curl, `application/json` without headers is an event or a list of them. An event without a
/// time happened now. A batch with a bad event is refused as a whole, telling which are bad.
/// `body` is the request's, unpacked.
[[nodiscard]] ReceivedEvents readCloudEvents(const ReceivedRequest &request, std::string_view body);

} // namespace playhead
