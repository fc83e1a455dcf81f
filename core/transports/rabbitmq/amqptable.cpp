// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/amqptable.h"

#include "formats/jsontext.h"
#include "model/timestamp.h"
#include "transports/rabbitmq/amqpbytes.h"

#include <cmath>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

/// Deeper than any table that is meant: what nests further is left out.
constexpr int deepest = 32;

std::span<const amqp_table_entry_t> entriesOf(const amqp_table_t &table)
{
    return {table.entries, static_cast<std::size_t>(table.num_entries)};
}

std::span<const amqp_field_value_t> itemsOf(const amqp_array_t &array)
{
    return {array.entries, static_cast<std::size_t>(array.num_entries)};
}

std::optional<std::int64_t> numberOf(const amqp_field_value_t &field)
{
    switch (field.kind) {
    case AMQP_FIELD_KIND_I8: return field.value.i8;
    case AMQP_FIELD_KIND_U8: return field.value.u8;
    case AMQP_FIELD_KIND_I16: return field.value.i16;
    case AMQP_FIELD_KIND_U16: return field.value.u16;
    case AMQP_FIELD_KIND_I32: return field.value.i32;
    case AMQP_FIELD_KIND_U32: return field.value.u32;
    case AMQP_FIELD_KIND_I64: return field.value.i64;
    case AMQP_FIELD_KIND_TIMESTAMP:
    case AMQP_FIELD_KIND_U64: return static_cast<std::int64_t>(field.value.u64);
    default: return {};
    }
}

bool isText(const amqp_field_value_t &field)
{
    return field.kind == AMQP_FIELD_KIND_UTF8 || field.kind == AMQP_FIELD_KIND_BYTES;
}

/// RFC 3339 as far as Timestamp reaches, else the seconds.
std::string timeText(std::uint64_t seconds)
{
    constexpr auto last = std::uint64_t(INT64_MAX / nanosecondsPerSecond);
    if (seconds > last) return fmt::format("{}", seconds);
    return formatTimestamp(static_cast<std::int64_t>(seconds) * nanosecondsPerSecond);
}

void appendReal(std::string &out, double value)
{
    out += std::isfinite(value) ? fmt::format("{}", value) : "null";
}

void appendJson(std::string &out, const amqp_field_value_t &field, int depth)
{
    if (const auto number = numberOf(field); number && field.kind != AMQP_FIELD_KIND_TIMESTAMP) {
        out += fmt::format("{}", *number);
        return;
    }
    const char *between = "";
    switch (field.kind) {
    case AMQP_FIELD_KIND_BOOLEAN: out += field.value.boolean ? "true" : "false"; return;
    case AMQP_FIELD_KIND_F32: appendReal(out, field.value.f32); return;
    case AMQP_FIELD_KIND_F64: appendReal(out, field.value.f64); return;
    case AMQP_FIELD_KIND_DECIMAL:
        appendReal(out, field.value.decimal.value * std::pow(10.0, -field.value.decimal.decimals));
        return;
    case AMQP_FIELD_KIND_TIMESTAMP: appendJsonString(out, timeText(field.value.u64)); return;
    case AMQP_FIELD_KIND_UTF8:
    case AMQP_FIELD_KIND_BYTES: appendJsonString(out, textOf(field.value.bytes)); return;
    case AMQP_FIELD_KIND_ARRAY:
        if (depth >= deepest) break;
        out += '[';
        for (const auto &item : itemsOf(field.value.array)) {
            out += std::exchange(between, ",");
            appendJson(out, item, depth + 1);
        }
        out += ']';
        return;
    case AMQP_FIELD_KIND_TABLE:
        if (depth >= deepest) break;
        out += '{';
        for (const auto &entry : entriesOf(field.value.table)) {
            out += std::exchange(between, ",");
            appendJsonString(out, textOf(entry.key));
            out += ':';
            appendJson(out, entry.value, depth + 1);
        }
        out += '}';
        return;
    default: break;
    }
    out += "null";
}

} // namespace

const amqp_field_value_t *fieldOf(const amqp_table_t &table, std::string_view name)
{
    for (const auto &entry : entriesOf(table))
        if (textOf(entry.key) == name) return &entry.value;
    return nullptr;
}

std::string_view textField(const amqp_table_t &table, std::string_view name)
{
    const auto *field = fieldOf(table, name);
    return field && isText(*field) ? textOf(field->value.bytes) : std::string_view();
}

std::optional<std::int64_t> numberField(const amqp_table_t &table, std::string_view name)
{
    const auto *field = fieldOf(table, name);
    return field ? numberOf(*field) : std::nullopt;
}

amqp_table_t tableField(const amqp_table_t &table, std::string_view name)
{
    const auto *field = fieldOf(table, name);
    return field && field->kind == AMQP_FIELD_KIND_TABLE ? field->value.table : amqp_empty_table;
}

std::vector<std::string_view> textsField(const amqp_table_t &table, std::string_view name)
{
    std::vector<std::string_view> texts;
    const auto *field = fieldOf(table, name);
    if (!field || field->kind != AMQP_FIELD_KIND_ARRAY) return texts;
    for (const auto &item : itemsOf(field->value.array))
        if (isText(item)) texts.push_back(textOf(item.value.bytes));
    return texts;
}

std::string plainText(const amqp_field_value_t &value)
{
    if (isText(value)) return std::string(textOf(value.value.bytes));
    if (value.kind == AMQP_FIELD_KIND_TIMESTAMP) return timeText(value.value.u64);
    std::string json;
    appendJson(json, value, 0);
    return json;
}

} // namespace playhead
