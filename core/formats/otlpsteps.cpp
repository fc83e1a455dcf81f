// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlpsteps.h"

#include "formats/otlpplan.h"
#include "formats/otlpspanindex.h"
#include "formats/otlpstepwriter.h"
#include "formats/otlptiming.h"

namespace playhead {

OtlpLeftOut writeOtlpSteps(std::string_view text, OtlpSpans &spans, LogSink &sink,
                           const std::stop_token &stop)
{
    const OtlpSpanIndex index(spans);
    const OtlpTiming timing(spans, index, stop);
    const auto plan = planOtlpSteps(spans, index, timing, stop);
    OtlpStepWriter writer(text, spans, index, plan, sink);
    for (const auto &step : plan.steps) {
        if (stop.stop_requested()) break;
        writer.write(step);
    }
    return {plan.internal, index.duplicates().size()};
}

} // namespace playhead
