// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/otlpspans.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// One span as it arrived, by itself: apart from the request that it came in.
struct OtlpArrival
{
    std::string json;                           ///< the span's own object
    std::shared_ptr<const std::string> service; ///< `service.name` of its resource
    OtlpSpanId id;
    std::vector<OtlpSpanId> causes; ///< parent and links
    bool consumes = false;          ///< what it received was sent by one of its causes
};

/// What one export request holds.
struct OtlpArrivals
{
    std::vector<OtlpArrival> spans;
    std::uint64_t rejected = 0; ///< spans that cannot be read
    std::string rejection;      ///< why the first of them cannot, and where it is
    std::string problem;        ///< the request is no OTLP: what and where; empty: it is
};

/// Takes an OTLP JSON document apart; see OtlpParts for what is understood. What comes before a
/// problem is answered too. Holds about 200 bytes a span besides its text, twice while it runs.
[[nodiscard]] OtlpArrivals readOtlpArrivals(std::string_view json);

} // namespace playhead
