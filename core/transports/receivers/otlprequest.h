// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/otlparrivals.h"
#include "transports/receivers/http.h"
#include "transports/receivers/requestbody.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace playhead {

/// Whether a request of OTLP/HTTP is in protobuf; else it is, or should be, JSON.
[[nodiscard]] bool isOtlpProtobuf(const ReceivedRequest &request);

struct OtlpRequest
{
    OtlpArrivals arrivals;
    std::optional<RequestProblem> problem; ///< then nothing of it is taken
};

/// Reads an export request (https://opentelemetry.io/docs/specs/otlp/#otlphttp). `body` is the
/// request's, unpacked, of at most `limit` bytes; as JSON it may have four times as many.
[[nodiscard]] OtlpRequest readOtlpRequest(const ReceivedRequest &request, std::string_view body,
                                          std::size_t limit);

/// The answer to one that was taken, in the request's own encoding: with how many spans were not
/// and why, if any.
[[nodiscard]] RequestAnswer otlpAnswer(const ReceivedRequest &request,
                                       const OtlpArrivals &arrivals);
/// An answer that something is wrong, in the request's own encoding.
[[nodiscard]] RequestAnswer otlpRefusal(const ReceivedRequest &request,
                                        const RequestProblem &problem);

} // namespace playhead
