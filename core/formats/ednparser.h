// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace playhead {

/// A map of EDN as its entries: key as text (keywords without their colon), value as JSON text.
using EdnMap = std::vector<std::pair<std::string, std::string>>;

/// Reads EDN (https://github.com/edn-format/edn), turning values into JSON text: nil, booleans,
/// numbers (the suffixes N and M dropped), strings, characters; keywords and symbols as strings
/// without the colon; lists, vectors and sets as arrays; maps as objects; `#inst` and `#uuid` as
/// their text, other tags ignored; `#_` discards. Namespaces stay (`user/id`). One thread.
class EdnParser
{
public:
    explicit EdnParser(std::string_view text) : m_text(text) {}

    [[nodiscard]] std::size_t offset() const { return m_at; }
    /// Goes on from there, as if nothing had been wrong before.
    void moveTo(std::size_t offset)
    {
        m_at = offset;
        m_problem.clear();
    }

    /// Past blanks, commas, comments and discarded forms: the next byte, or 0 at the end.
    char peek();
    bool take(char wanted);

    /// One map, entry by entry; empty where something cannot be read: see problem(), offset().
    std::optional<EdnMap> map();

    /// Appends one value as JSON; false where it cannot be read.
    bool value(std::string &json);

    [[nodiscard]] const std::string &problem() const { return m_problem; }

private:
    bool fail(std::string problem);
    bool sequence(char close, std::string &json);
    bool object(std::string &json);
    bool string(std::string &text);
    bool character(std::string &json);
    bool tagged(std::string &json);
    bool atom(std::string &json);
    bool key(std::string &name);
    std::string_view token();

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
    std::string m_problem;
};

} // namespace playhead
