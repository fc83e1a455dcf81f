// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace playhead {

/// Walks over JSON text (RFC 8259) without building anything: tells where keys and values begin and
/// end, so that a document of any size is cut into small parts which a real parser then checks.
/// Brackets are counted, not matched; strings are delimited, not unescaped. Uses no stack, however
/// deep the nesting. Cost: one look at each byte.
///
/// After a failure offset() is the place that could not be understood.
class JsonScanner
{
public:
    /// Walks over text[from, to).
    JsonScanner(std::string_view text, std::size_t from, std::size_t to);

    [[nodiscard]] std::size_t offset() const { return m_at; }

    /// Past blanks: the next byte, or 0 at the end.
    char peek();
    /// Past blanks: takes the byte if it is `wanted`.
    bool take(char wanted);
    /// Takes a string and its colon; the text between the quotes as it stands.
    std::optional<std::string_view> key();
    /// Takes one value whole and gives its text.
    std::optional<std::string_view> value();

private:
    bool skipString();
    bool skipNested();

    std::string_view m_text;
    std::size_t m_at;
    std::size_t m_end;
};

} // namespace playhead
