// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "transports/messageevents.h"

#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// The attributes of an event as the headers of a message in CloudEvents binary mode, each name
/// with `prefix` in front (`ce_`, `ce-`, `cloudEvents:`): specversion, id, source, type, subject,
/// time, dataschema, correlationid, causationid and the extensions (values of JSON strings as plain
/// text, others as their JSON). The content type is not among them: see eventContentType().
[[nodiscard]] std::vector<MessageHeader> eventHeaders(const Event &event, std::string_view prefix);

/// The value of an extension as a header has it: a JSON string as the text it stands for, anything
/// else as its JSON.
[[nodiscard]] std::string plainExtension(const std::string &json);

/// What the body of such a message is: `datacontenttype`, or what the encoding says.
[[nodiscard]] std::string_view eventContentType(const Event &event);

/// Whether a replay or a bridge published it (see replayedAttribute).
[[nodiscard]] bool isReplayed(const Event &event);
/// Says that `who` publishes it, in the place of who did before.
void markReplayed(Event &event, std::string_view who);

} // namespace playhead
