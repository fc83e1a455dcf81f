// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/otlpspans.h"
#include "log/logsink.h"

#include <cstdint>
#include <stop_token>
#include <string_view>

namespace playhead {

/// What writeOtlpSteps() made no step of. Nothing of it is an error.
struct OtlpLeftOut
{
    std::uint64_t internal = 0;   ///< spans that tell of no message and no request
    std::uint64_t duplicates = 0; ///< spans that were exported more than once
};

/// Writes the steps that spans tell of (see OtlpPlan) into the sink, with their events, in order of
/// time and each after its cause. `text` is the input that the spans lie in.
///
/// Events: id is the span's, source its service, type the routing key or message type, else the
/// span's name, subject and correlation the conversation; without one, correlation is the trace and
/// the subject the message's key. With one, the trace is the extension `traceid`. Data are the
/// span's attributes as a JSON object. The causation of what is sent while a message or a request
/// is handled is the id of that.
///
/// Ends early where asked to stop. Adds to the names of `spans`.
OtlpLeftOut writeOtlpSteps(std::string_view text, OtlpSpans &spans, LogSink &sink,
                           const std::stop_token &stop);

} // namespace playhead
