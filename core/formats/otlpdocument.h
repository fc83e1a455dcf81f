// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace playhead {

/// What OTLP JSON holds (https://github.com/open-telemetry/opentelemetry-proto, trace/v1), cut into
/// parts: `resourceSpans[]` > `resource`, `scopeSpans[]` > `spans[]`. Each part is the JSON text of
/// one object, still unparsed, and lies in the text that is read.
class OtlpParts
{
public:
    virtual ~OtlpParts() = default;
    /// A new entry of `resourceSpans`; the spans that follow are of it, until the next.
    virtual void beginResource() = 0;
    /// The `resource` of the entry that was begun last; may come after its spans.
    virtual void resource(std::string_view json) = 0;
    virtual void span(std::string_view json) = 0;
    /// A top-level list that holds no traces, such as `resourceMetrics`.
    virtual void otherSignal(std::string_view name, std::size_t offset) = 0;
    /// Something could not be read; what went before has been told.
    virtual void malformed(std::size_t offset, std::string reason) = 0;
    /// Called between parts; true ends the reading.
    virtual bool stopped() = 0;
};

/// Cuts up the whole text: one document, documents one after another, one a line, or an array of
/// them; camelCase and snake_case names, `batches` and `instrumentationLibrarySpans` of older
/// writers, and documents wrapped as `{"trace": ...}` or `{"result": ...}`. Where each document is
/// on a line of its own, a broken line does not touch the next. Memory: none that grows.
void readOtlpParts(std::string_view text, OtlpParts &parts);

/// How sure it is that a text which begins so is OTLP JSON: 0 to 100.
[[nodiscard]] int recogniseOtlp(std::string_view beginning);

} // namespace playhead
