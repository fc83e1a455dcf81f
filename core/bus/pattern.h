// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// Whether `name` can name a channel: words of any characters but blanks, `*` and `#`, separated by
/// single dots: `orders`, `shop.orders.eu`.
[[nodiscard]] bool isChannelName(std::string_view name);

/// Names channels: `*` stands for exactly one word, `#` for any number of words, none included;
/// other words stand for themselves, with upper and lower case told apart. As topic exchanges of
/// AMQP 0-9-1 (section 3.1.3.3) do. A value.
class Pattern
{
public:
    /// Fails where a word is empty, has a blank, or has `*` or `#` among other characters.
    static Result<Pattern> parse(std::string_view text);

    /// Cost: the number of words, times those of the pattern where it has `#`.
    [[nodiscard]] bool matches(std::string_view channel) const;

    [[nodiscard]] const std::string &text() const { return m_text; }

private:
    explicit Pattern(std::string_view text);

    std::string m_text;
    std::vector<std::string> m_words;
};

} // namespace playhead
