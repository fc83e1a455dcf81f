// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace playhead {

struct FilterError;

/// One word of the filter language.
struct FilterToken
{
    enum class Kind { Word, Quoted, Operator, And, Or, Not, Open, Close, Comma, End };

    Kind kind = Kind::End;
    std::string text; ///< a quoted text without its quotes, with escapes resolved
    std::size_t offset = 0;
    std::size_t length = 0;

    [[nodiscard]] bool isValue() const { return kind == Kind::Word || kind == Kind::Quoted; }
};

/// Cuts a filter into tokens; the last one is End. Fails only for a quote that is not closed and
/// for a single `=`, `&` or `|`. Words are everything but blanks, quotes, brackets, commas and
/// operator signs, so `dead-letter`, `12:04:31.9` and `data.items.0` need no quotes.
tl::expected<std::vector<FilterToken>, FilterError> filterTokens(std::string_view text);

} // namespace playhead
