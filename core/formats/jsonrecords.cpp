// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/jsonrecords.h"

#include "formats/jsonscanner.h"
#include "formats/jsontext.h"

#include <algorithm>
#include <cstring>

namespace playhead {
namespace {

std::size_t lineEnd(std::string_view text, std::size_t from)
{
    const auto *found = static_cast<const char *>(
        from < text.size() ? std::memchr(text.data() + from, '\n', text.size() - from) : nullptr);
    return found ? static_cast<std::size_t>(found - text.data()) : text.size();
}

bool isOneValue(std::string_view line)
{
    JsonScanner scanner(line, 0, line.size());
    return scanner.value() && scanner.peek() == '\0';
}

} // namespace

JsonRecords::JsonRecords(std::string_view text) : m_text(text)
{
    if (m_text.starts_with("\xef\xbb\xbf")) m_at = m_counted = 3; // byte order mark
    skipBlanks();
    countLinesTo(m_at);
    const auto end = lineEnd(m_text, m_at);
    const auto first = trimmedJson(m_text.substr(m_at, end - m_at));
    if (!first.empty() && first.front() == '{' && isOneValue(first)) {
        m_layout = Layout::Lines;
    } else if (m_at < m_text.size() && m_text[m_at] == '[') {
        m_layout = Layout::Array;
        ++m_at;
    }
}

void JsonRecords::skipBlanks()
{
    while (m_at < m_text.size()
           && std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos)
        ++m_at;
}

void JsonRecords::countLinesTo(std::size_t offset)
{
    m_line += static_cast<std::uint64_t>(
        std::count(m_text.begin() + static_cast<std::ptrdiff_t>(m_counted),
                   m_text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    m_counted = offset;
}

std::optional<JsonRecords::Record> JsonRecords::next()
{
    return m_layout == Layout::Lines ? nextLine() : nextValue();
}

std::optional<JsonRecords::Record> JsonRecords::nextLine()
{
    while (m_at < m_text.size()) {
        const auto start = m_at;
        const auto line = m_line;
        const auto end = lineEnd(m_text, m_at);
        m_at = std::min(end + 1, m_text.size());
        ++m_line;
        const auto text = trimmedJson(m_text.substr(start, end - start));
        if (!text.empty()) {
            const auto offset = static_cast<std::size_t>(text.data() - m_text.data());
            return Record{text, line, offset, {}};
        }
    }
    return std::nullopt;
}

std::optional<JsonRecords::Record> JsonRecords::nextValue()
{
    if (m_closed) return std::nullopt;
    skipBlanks();
    if (m_layout == Layout::Array) {
        if (m_at < m_text.size() && m_text[m_at] == ',') ++m_at;
        skipBlanks();
        if (m_at < m_text.size() && m_text[m_at] == ']') {
            m_closed = true;
            ++m_at;
            skipBlanks();
            if (m_at == m_text.size()) return std::nullopt;
            countLinesTo(m_at);
            return Record{{}, m_line, m_at, "There is something behind the end of the list."};
        }
        if (m_at == m_text.size()) {
            m_closed = true;
            countLinesTo(m_at);
            return Record{{}, m_line, m_at, "The list is cut off: its ] is missing."};
        }
    }
    if (m_at >= m_text.size()) return std::nullopt;
    countLinesTo(m_at);
    Record record{{}, m_line, m_at, {}};
    JsonScanner scanner(m_text, m_at, m_text.size());
    if (const auto value = scanner.value()) {
        record.text = *value;
        m_at = scanner.offset();
        return record;
    }
    record.problem = scanner.offset() >= m_text.size()
                         ? "The value is cut off: the file ends within it."
                         : "Expected a JSON value.";
    // What follows a mistake is looked for at the next line that begins with a brace.
    auto at = lineEnd(m_text, record.offset);
    while (at < m_text.size() && !(at + 1 < m_text.size() && m_text[at + 1] == '{'))
        at = lineEnd(m_text, at + 1);
    m_at = at;
    m_closed = m_at >= m_text.size();
    return record;
}

} // namespace playhead
