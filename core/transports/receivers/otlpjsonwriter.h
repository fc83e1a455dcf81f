// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <otlp.pb.h>

namespace playhead {

/// Appends messages of OTLP as the objects that its JSON has for them.
class OtlpJsonWriter
{
public:
    explicit OtlpJsonWriter(std::string &out) : m_out(out) {}

    /// A member: `"resource":{...}`.
    void resource(const otlp::Resource &resource);
    void span(const otlp::Span &span);

private:
    template <class Message> using List = google::protobuf::RepeatedPtrField<Message>;

    template <class... Args> void append(fmt::format_string<Args...> format, Args &&...args)
    {
        fmt::format_to(std::back_inserter(m_out), format, std::forward<Args>(args)...);
    }
    void id(std::string_view name, const std::string &bytes);
    void attributes(const List<otlp::KeyValue> &list);
    void pairs(const List<otlp::KeyValue> &list);
    /// Nested no deeper than the protobuf parser allows.
    void value(const otlp::AnyValue &any);
    void number(double number);
    void events(const List<otlp::Span::Event> &list);
    void links(const List<otlp::Span::Link> &list);

    std::string &m_out;
};

} // namespace playhead
