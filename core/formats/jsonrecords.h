// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace playhead {

/// Cuts a text into the JSON values that are its records: the elements of one array, values one
/// after another, or one a line. Where the first line is a whole value, every line is a record of
/// its own, so that a broken line does not touch the next. Builds nothing; a record is still
/// unparsed. Cost: one look at each byte.
class JsonRecords
{
public:
    enum class Layout { Array, Lines, Documents };

    struct Record
    {
        std::string_view text;    ///< lies in the input
        std::uint64_t line = 0;   ///< of its first byte, from 1
        std::uint64_t offset = 0; ///< of its first byte, from 0
        std::string problem;      ///< not empty: the value is not whole, and why
    };

    explicit JsonRecords(std::string_view text);

    [[nodiscard]] Layout layout() const { return m_layout; }

    /// The next record; empty at the end.
    std::optional<Record> next();

    /// Bytes read so far.
    [[nodiscard]] std::uint64_t offset() const { return m_at; }

    /// Before the first next(): the line that offset() lies in, from 1.
    [[nodiscard]] std::uint64_t line() const { return m_line; }

private:
    std::optional<Record> nextLine();
    std::optional<Record> nextValue();
    void skipBlanks();
    void countLinesTo(std::size_t offset);

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_counted = 0; ///< up to where lines have been counted
    std::uint64_t m_line = 1;
    Layout m_layout = Layout::Documents;
    bool m_closed = false;
};

} // namespace playhead
