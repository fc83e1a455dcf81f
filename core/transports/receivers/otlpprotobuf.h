// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace playhead {

/// An `ExportTraceServiceRequest` in protobuf as the same request in OTLP JSON, so that both take
/// one way from there. Fails, saying where, for what is no such message, for a span of more than a
/// megabyte (one span is in memory as objects at a time), and where the JSON would be larger than
/// `limit` bytes.
[[nodiscard]] Result<std::string> otlpJsonFromProtobuf(std::string_view request, std::size_t limit);

/// An `ExportTraceServiceResponse` in protobuf.
[[nodiscard]] std::string otlpResponse(std::uint64_t rejectedSpans, const std::string &reason);
/// A `google.rpc.Status` in protobuf: how a refusal is said.
[[nodiscard]] std::string otlpProblem(std::string_view message);

} // namespace playhead
