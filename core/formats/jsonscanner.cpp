// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/jsonscanner.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace playhead {
namespace {

constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

constexpr bool endsScalar(char c)
{
    return isBlank(c) || c == ',' || c == '}' || c == ']' || c == ':' || c == '"' || c == '{'
           || c == '[';
}

/// Bytes that mean something between brackets: 1 opens, 2 closes, 3 begins a string.
constexpr std::array<unsigned char, 256> makeMarks()
{
    std::array<unsigned char, 256> marks{};
    marks[static_cast<unsigned char>('{')] = 1;
    marks[static_cast<unsigned char>('[')] = 1;
    marks[static_cast<unsigned char>('}')] = 2;
    marks[static_cast<unsigned char>(']')] = 2;
    marks[static_cast<unsigned char>('"')] = 3;
    return marks;
}

constexpr auto marks = makeMarks();

} // namespace

JsonScanner::JsonScanner(std::string_view text, std::size_t from, std::size_t to)
    : m_text(text), m_at(from), m_end(std::min(to, text.size()))
{}

char JsonScanner::peek()
{
    while (m_at < m_end && isBlank(m_text[m_at]))
        ++m_at;
    return m_at < m_end ? m_text[m_at] : '\0';
}

bool JsonScanner::take(char wanted)
{
    if (peek() != wanted || m_at >= m_end) return false;
    ++m_at;
    return true;
}

std::optional<std::string_view> JsonScanner::key()
{
    if (peek() != '"') return {};
    const auto begin = m_at + 1;
    if (!skipString()) return {};
    const auto text = m_text.substr(begin, m_at - 1 - begin);
    if (!take(':')) return {};
    return text;
}

std::optional<std::string_view> JsonScanner::value()
{
    const char first = peek();
    const auto begin = m_at;
    if (first == '"') {
        if (!skipString()) return {};
    } else if (first == '{' || first == '[') {
        if (!skipNested()) return {};
    } else {
        while (m_at < m_end && !endsScalar(m_text[m_at]))
            ++m_at;
        if (m_at == begin) return {};
    }
    return m_text.substr(begin, m_at - begin);
}

bool JsonScanner::skipString()
{
    const char *const text = m_text.data();
    const auto begin = m_at + 1;
    auto at = begin;
    while (at < m_end) {
        const auto *quote = static_cast<const char *>(std::memchr(text + at, '"', m_end - at));
        if (!quote) break;
        at = static_cast<std::size_t>(quote - text);
        auto backslashes = at;
        while (backslashes > begin && text[backslashes - 1] == '\\')
            --backslashes;
        ++at;
        if ((at - 1 - backslashes) % 2 == 0) {
            m_at = at;
            return true;
        }
    }
    m_at = m_end;
    return false;
}

bool JsonScanner::skipNested()
{
    std::size_t depth = 0;
    while (m_at < m_end) {
        const auto mark = marks[static_cast<unsigned char>(m_text[m_at])];
        if (mark == 3) {
            if (!skipString()) return false;
            continue;
        }
        ++m_at;
        if (mark == 1) ++depth;
        if (mark == 2 && --depth == 0) return true;
    }
    return false;
}

} // namespace playhead
