// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/otlpspanindex.h"
#include "formats/otlpspans.h"
#include "formats/otlptiming.h"
#include "model/step.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace playhead {

/// A step that spans tell of, before it has participants' ids and an event's number.
struct OtlpStep
{
    Timestamp time = 0;
    std::uint32_t rank = 0;  ///< sorts steps of one time, causes first
    std::uint32_t event = 0; ///< the span whose message it is
    std::uint32_t span = 0;  ///< the span that the step is taken from
    NameId sender;
    NameId receiver;
    StepKind kind = StepKind::Publish;
    std::uint8_t attempt = 0;
};

/// What spans say about messages, in order. See https://opentelemetry.io/docs/specs/semconv/
/// messaging/messaging-spans/ for what the spans mean.
///
/// - A producer is a publish to its destination. Not where it only carries messages that have
///   producer spans of their own (a batch), which it links to.
/// - A consumer is a deliver, and an ack or a nack, of each producer among its parent and links, or
///   of a message of its own where none is known. One that only received does not count where
///   another span processes the same.
/// - A server is a command from its parent's service, and a reply; so is a client whose server was
///   not recorded.
struct OtlpPlan
{
    std::vector<OtlpStep> steps;
    /// By span: the span whose message it handled, such as a consumer's producer; `none` where that
    /// is nothing or not a single one.
    std::vector<std::uint32_t> handled;
    std::vector<NameId> peers;  ///< who is not a channel: services and who they call
    std::uint64_t internal = 0; ///< spans that tell of no message and no request
};

/// Plans the steps of all spans, sorted by time, with no step before its cause. May add to the
/// names. Where it is asked to stop, what it answers is incomplete. About 40 bytes a step.
[[nodiscard]] OtlpPlan planOtlpSteps(OtlpSpans &spans, const OtlpSpanIndex &index,
                                     const OtlpTiming &timing, const std::stop_token &stop);

} // namespace playhead
