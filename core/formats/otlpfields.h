// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/otlpspans.h"

#include <cstdint>
#include <string_view>

#include <simdjson.h>

namespace playhead {

/// Readers of single OTLP JSON fields in all their spellings. Texts are valid until the parser's
/// next document. What answers bool: false where the value cannot be read.

/// 32 hexadecimal digits (or fewer: padded on the left), or base64 of 16 bytes. Sets the trace.
bool readOtlpTraceId(simdjson::ondemand::value value, OtlpSpanId &id);
/// 16 hexadecimal digits (or fewer), or base64 of 8 bytes. 0 for an empty text.
bool readOtlpSpanId(simdjson::ondemand::value value, std::uint64_t &id);
/// Nanoseconds since 1970 as a string, a number, or `{"low": ..., "high": ...}`.
bool readOtlpTime(simdjson::ondemand::value value, Timestamp &time);
/// 0 to 5, or `SPAN_KIND_CLIENT`. Unspecified for anything else.
OtlpKind readOtlpKind(simdjson::ondemand::value value);
/// Whether a status code is an error: 2 or `STATUS_CODE_ERROR`.
bool readOtlpErrorStatus(simdjson::ondemand::value value);
/// A string; empty for anything else.
std::string_view otlpText(simdjson::ondemand::value value);
/// The text of an AnyValue (`{"stringValue": "a"}`), numbers as they are written; empty for others.
std::string_view otlpAnyText(simdjson::ondemand::value value);

} // namespace playhead
