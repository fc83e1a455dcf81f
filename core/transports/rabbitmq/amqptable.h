// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <amqp.h>

namespace playhead {

/// The value of an entry of a table (a header, a property); null: there is none.
[[nodiscard]] const amqp_field_value_t *fieldOf(const amqp_table_t &table, std::string_view name);

/// A text value; empty for what is none. Valid as long as the table.
[[nodiscard]] std::string_view textField(const amqp_table_t &table, std::string_view name);
[[nodiscard]] std::optional<std::int64_t> numberField(const amqp_table_t &table,
                                                      std::string_view name);
/// A table within the table; empty: none.
[[nodiscard]] amqp_table_t tableField(const amqp_table_t &table, std::string_view name);
/// An array of texts; others in it are left out.
[[nodiscard]] std::vector<std::string_view> textsField(const amqp_table_t &table,
                                                       std::string_view name);

/// A value as text: texts as they are, others as JSON (times as RFC 3339).
[[nodiscard]] std::string plainText(const amqp_field_value_t &value);

} // namespace playhead
