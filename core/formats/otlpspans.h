// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"
#include "model/nametable.h"
#include "model/timestamp.h"

#include <cstdint>
#include <string>
#include <vector>

namespace playhead {

/// What a span is to the message it is about. The numbers are those of OTLP.
enum class OtlpKind : std::uint8_t {
    Unspecified = 0,
    Internal = 1,
    Server = 2,
    Client = 3,
    Producer = 4,
    Consumer = 5
};

/// Names a span: its trace and itself. All 0: none.
struct OtlpSpanId
{
    std::uint64_t traceHigh = 0;
    std::uint64_t traceLow = 0;
    std::uint64_t span = 0;

    bool operator==(const OtlpSpanId &) const = default;
};

/// One span, without its attributes: they stay in the input and are read again when an event is
/// made of them.
struct OtlpSpan
{
    OtlpSpanId id;
    std::uint64_t parent = 0; ///< a span of the same trace; 0: none
    Timestamp start = 0;
    Timestamp end = 0;               ///< 0: not known
    std::uint64_t attributes = 0;    ///< byte offset of the attributes in the input
    std::uint32_t attributeSize = 0; ///< their length in bytes; 0: none
    std::uint32_t resource = 0;      ///< index into OtlpSpans::services
    NameId name;
    NameId destination;          ///< where messages go to or come from
    NameId type;                 ///< routing key or message type; none: 0
    NameId conversation;         ///< none: 0
    NameId subject;              ///< what the message is about, where that is not the conversation
    NameId peer;                 ///< who a request goes to or comes from, where the span says so
    NameId reason;               ///< why it failed; none: 0
    std::uint32_t firstLink = 0; ///< into OtlpSpans::links
    std::uint32_t linkCount = 0;
    OtlpKind kind = OtlpKind::Unspecified;
    bool receivesOnly = false; ///< a consumer that fetched messages, which others may process
    bool failed = false;
};

/// The spans of one input, in its order. About 150 bytes a span, and each text once.
struct OtlpSpans
{
    std::vector<OtlpSpan> spans;
    std::vector<OtlpSpanId> links;
    std::vector<NameId> services; ///< by resource: `service.name`
    NameTable names;

    [[nodiscard]] NameId service(const OtlpSpan &span) const { return services[span.resource]; }
};

/// `1604f6624eba26b6`; 32 digits for a trace.
[[nodiscard]] std::string otlpSpanIdText(std::uint64_t span);
[[nodiscard]] std::string otlpTraceIdText(const OtlpSpanId &id);

} // namespace playhead
