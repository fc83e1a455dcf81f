// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/jsontext.h"
#include "formats/otlpspans.h"

#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace playhead {

/// Turns the JSON text of spans and resources into OtlpSpans. Understands camelCase and snake_case
/// names, kinds and status codes as numbers or as names of the enumeration, ids in hexadecimal or
/// base64, 64-bit integers as strings or numbers (or `{"low": ..., "high": ...}`), and ignores what
/// it does not know. One thread.
class OtlpSpanParser
{
public:
    /// Spans lie in `text`, which must outlive the parser.
    OtlpSpanParser(std::string_view text, OtlpSpans &spans);

    /// Starts a resource: the spans that follow belong to it.
    void beginResource();
    /// Names the current resource after its `service.name`.
    void resource(std::string_view json);
    /// Starts a resource whose service is known by name.
    void beginService(std::string_view name);
    /// Adds a span; answers why it cannot.
    std::optional<std::string> span(std::string_view json);

private:
    struct Draft;

    std::optional<std::string> read(simdjson::ondemand::object object, Draft &draft);
    void readAttributes(simdjson::ondemand::array list, Draft &draft);
    void readLinks(simdjson::ondemand::array list);
    void readStatus(simdjson::ondemand::object status, Draft &draft);
    void readException(std::string_view events, OtlpSpan &span);
    void finish(Draft &draft);

    std::string_view m_text;
    OtlpSpans &m_spans;
    simdjson::ondemand::parser m_parser;
    simdjson::ondemand::parser m_second; // for parts of a span that turn out to be needed later
    PaddedJson m_padded;
    PaddedJson m_secondPadded;
};

} // namespace playhead
