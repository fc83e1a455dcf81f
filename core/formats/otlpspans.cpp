// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlpspans.h"

#include <fmt/format.h>

namespace playhead {

std::string otlpSpanIdText(std::uint64_t span)
{
    return fmt::format("{:016x}", span);
}

std::string otlpTraceIdText(const OtlpSpanId &id)
{
    return fmt::format("{:016x}{:016x}", id.traceHigh, id.traceLow);
}

} // namespace playhead
