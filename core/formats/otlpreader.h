// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/logreader.h"

namespace playhead {

/// Reads OTLP JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): one
/// document, or one export request a line, in the dialects of exporters, collectors and Tempo; see
/// OtlpParts and OtlpPlan. Lists of metrics, logs and profiles, and spans that cannot be read, are
/// told as skipped, each; spans that tell of no message and no request, and those exported twice,
/// with one note for all. Holds about 200 bytes a span besides the input.
[[nodiscard]] const LogReader &otlpReader();

} // namespace playhead
