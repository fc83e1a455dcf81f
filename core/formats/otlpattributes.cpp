// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlpattributes.h"

#include <cmath>
#include <cstdint>

#include <fmt/format.h>

namespace playhead {
namespace {

using simdjson::ondemand::json_type;
using simdjson::ondemand::number_type;
using simdjson::ondemand::object;
using simdjson::ondemand::value;

constexpr int maxDepth = 32;

bool appendValue(std::string &out, object any, int depth);

void appendNumber(std::string &out, double number)
{
    if (std::isfinite(number))
        fmt::format_to(std::back_inserter(out), "{}", number);
    else
        appendJsonString(out, std::isnan(number) ? "NaN" : number < 0 ? "-Infinity" : "Infinity");
}

bool appendNumber(std::string &out, value number)
{
    simdjson::ondemand::number read;
    if (number.get_number().get(read)) return false;
    switch (read.get_number_type()) {
    case number_type::signed_integer:
        fmt::format_to(std::back_inserter(out), "{}", read.get_int64());
        break;
    case number_type::unsigned_integer:
        fmt::format_to(std::back_inserter(out), "{}", read.get_uint64());
        break;
    default: appendNumber(out, read.get_double());
    }
    return true;
}

/// A 64-bit integer: OTLP writes it as a string, many programs as a number.
bool appendInteger(std::string &out, value integer)
{
    json_type type{};
    if (integer.type().get(type)) return false;
    if (type == json_type::number) return appendNumber(out, integer);
    std::int64_t number = 0;
    if (integer.get_int64_in_string().get(number)) return false;
    fmt::format_to(std::back_inserter(out), "{}", number);
    return true;
}

bool appendText(std::string &out, value text)
{
    std::string_view read;
    if (text.get_string().get(read)) return false;
    appendJsonString(out, read);
    return true;
}

bool appendDouble(std::string &out, value number)
{
    json_type type{};
    if (number.type().get(type)) return false;
    return type == json_type::number ? appendNumber(out, number) : appendText(out, number);
}

/// The elements of `{"values": [...]}` between brackets; members of a key-value list if `pairs`.
bool appendList(std::string &out, object list, bool pairs, int depth)
{
    out += pairs ? '{' : '[';
    simdjson::ondemand::array values;
    const bool present = !list["values"].get(values);
    bool first = true;
    if (present) {
        for (auto element : values) {
            object item;
            if (element.get(item)) return false;
            const auto before = out.size();
            if (!first) out += ',';
            bool written = false;
            if (pairs) {
                std::string_view key;
                object any;
                if (!item["key"].get(key)) {
                    appendJsonString(out, key);
                    out += ':';
                    written = !item["value"].get(any) && appendValue(out, any, depth + 1);
                }
            } else {
                written = appendValue(out, item, depth + 1);
            }
            if (written)
                first = false;
            else
                out.resize(before);
        }
    }
    out += pairs ? '}' : ']';
    return true;
}

/// One AnyValue. An empty one is null.
bool appendValue(std::string &out, object any, int depth)
{
    if (depth > maxDepth) return false;
    for (auto field : any) {
        std::string_view key;
        value content;
        if (field.unescaped_key().get(key) || field.value().get(content)) return false;
        if (key == "stringValue" || key == "string_value" || key == "bytesValue"
            || key == "bytes_value")
            return appendText(out, content);
        if (key == "intValue" || key == "int_value") return appendInteger(out, content);
        if (key == "doubleValue" || key == "double_value") return appendDouble(out, content);
        if (key == "boolValue" || key == "bool_value") {
            bool truth = false;
            if (content.get_bool().get(truth)) return false;
            out += truth ? "true" : "false";
            return true;
        }
        const bool pairs = key == "kvlistValue" || key == "kvlist_value";
        if (pairs || key == "arrayValue" || key == "array_value") {
            object list;
            return !content.get(list) && appendList(out, list, pairs, depth);
        }
    }
    out += "null";
    return true;
}

} // namespace

std::string_view OtlpAttributes::toJson(std::string_view text, std::string_view attributes)
{
    m_json.clear();
    simdjson::ondemand::document document;
    simdjson::ondemand::array list;
    if (m_parser.iterate(m_padded.view(text, attributes)).get(document)
        || document.get_array().get(list))
        return {};
    m_json += '{';
    for (auto element : list) {
        object attribute;
        if (element.get(attribute)) break;
        const auto before = m_json.size();
        if (before > 1) m_json += ',';
        std::string_view key;
        object any;
        bool written = false;
        if (!attribute["key"].get(key)) {
            appendJsonString(m_json, key);
            m_json += ':';
            written = !attribute["value"].get(any) && appendValue(m_json, any, 0);
        }
        if (!written) m_json.resize(before);
    }
    if (m_json.size() == 1) return {};
    m_json += '}';
    return m_json;
}

} // namespace playhead
