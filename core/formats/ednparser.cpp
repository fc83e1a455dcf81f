// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/ednparser.h"

#include "formats/jsontext.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace playhead {
namespace {

constexpr int deepest = 200;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == '\f';
}

bool endsToken(char c)
{
    return isBlank(c) || std::string_view("()[]{}\"; ").find(c) != std::string_view::npos;
}

void appendUtf8(std::string &out, std::uint32_t code)
{
    const auto byte = [&out](std::uint32_t b) { out += static_cast<char>(b); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xc0U | code >> 6U);
        byte(0x80U | (code & 0x3fU));
    } else if (code >= 0x10000) {
        byte(0xf0U | code >> 18U);
        byte(0x80U | (code >> 12U & 0x3fU));
        byte(0x80U | (code >> 6U & 0x3fU));
        byte(0x80U | (code & 0x3fU));
    } else {
        byte(0xe0U | code >> 12U);
        byte(0x80U | (code >> 6U & 0x3fU));
        byte(0x80U | (code & 0x3fU));
    }
}

std::optional<std::uint32_t> hexCode(std::string_view digits)
{
    std::uint32_t code = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (digits.size() != 4 || error != std::errc() || end != digits.data() + 4) return std::nullopt;
    return code;
}

/// JSON's spelling of an EDN number; empty: it is none.
std::string numberText(std::string_view token)
{
    if (token.ends_with('N') || token.ends_with('M')) token.remove_suffix(1);
    if (token.starts_with('+')) token.remove_prefix(1);
    double number = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
    const bool digit = !token.empty() && (token.back() >= '0' && token.back() <= '9');
    if (error != std::errc() || end != token.data() + token.size() || !digit
        || !std::isfinite(number))
        return {};
    std::string text(token);
    // 007, .5 and 1.e5 are no JSON.
    const auto first = text.find_first_not_of('-');
    if (text[first] == '.') text.insert(first, "0");
    if (const auto bare = text.find_first_of("eE");
        bare != std::string::npos && text[bare - 1] == '.')
        text.insert(bare, "0");
    while (text.size() > first + 1 && text[first] == '0' && text[first + 1] >= '0'
           && text[first + 1] <= '9')
        text.erase(first, 1);
    return text;
}

} // namespace

bool EdnParser::fail(std::string problem)
{
    if (m_problem.empty()) m_problem = std::move(problem);
    return false;
}

char EdnParser::peek()
{
    while (m_at < m_text.size()) {
        if (isBlank(m_text[m_at])) {
            ++m_at;
        } else if (m_text[m_at] == ';') {
            m_at = std::min(m_text.find('\n', m_at), m_text.size());
        } else if (m_text.substr(m_at).starts_with("#_") && m_depth < deepest) {
            m_at += 2;
            std::string ignored;
            ++m_depth;
            const bool read = value(ignored);
            --m_depth;
            if (!read) return '\0';
        } else {
            return m_text[m_at];
        }
    }
    return '\0';
}

bool EdnParser::take(char wanted)
{
    if (peek() != wanted || m_at >= m_text.size()) return false;
    ++m_at;
    return true;
}

std::optional<EdnMap> EdnParser::map()
{
    m_problem.clear();
    if (!take('{')) {
        fail("Expected a map: {.");
        return std::nullopt;
    }
    EdnMap entries;
    while (!take('}')) {
        std::string name;
        std::string json;
        if (!key(name) || !value(json)) return std::nullopt;
        entries.emplace_back(std::move(name), std::move(json));
    }
    return entries;
}

bool EdnParser::key(std::string &name)
{
    const char c = peek();
    if (c == '"') return string(name);
    if (c == '\0') return fail("The map is cut off: its } is missing.");
    std::string json;
    if (c == '(' || c == '[' || c == '{' || c == '#' || c == '\\') {
        if (!value(json)) return false;
        name = json;
        return true;
    }
    const auto text = token();
    if (text.empty()) return fail("Expected a key.");
    name = text.starts_with(':') ? text.substr(1) : text;
    return true;
}

std::string_view EdnParser::token()
{
    const auto start = m_at;
    while (m_at < m_text.size() && !endsToken(m_text[m_at]))
        ++m_at;
    return m_text.substr(start, m_at - start);
}

bool EdnParser::value(std::string &json)
{
    if (m_depth >= deepest) return fail("It is nested too deep.");
    ++m_depth;
    bool done = false;
    switch (peek()) {
    case '\0': done = fail("The value is cut off: the file ends within it."); break;
    case '(':
        ++m_at;
        done = sequence(')', json);
        break;
    case '[':
        ++m_at;
        done = sequence(']', json);
        break;
    case '{':
        ++m_at;
        done = object(json);
        break;
    case '"': {
        std::string text;
        done = string(text);
        appendJsonString(json, text);
        break;
    }
    case '\\': done = character(json); break;
    case '#': done = tagged(json); break;
    default: done = atom(json);
    }
    --m_depth;
    return done;
}

bool EdnParser::sequence(char close, std::string &json)
{
    json += '[';
    for (bool first = true; !take(close); first = false) {
        if (peek() == '\0')
            return fail(std::string("The list is cut off: its ") + close + " is missing.");
        if (!first) json += ',';
        if (!value(json)) return false;
    }
    json += ']';
    return true;
}

bool EdnParser::object(std::string &json)
{
    json += '{';
    for (bool first = true; !take('}'); first = false) {
        std::string name;
        if (!key(name)) return false;
        if (!first) json += ',';
        appendJsonString(json, name);
        json += ':';
        if (!value(json)) return false;
    }
    json += '}';
    return true;
}

bool EdnParser::string(std::string &text)
{
    ++m_at; // the quote
    while (m_at < m_text.size()) {
        const char c = m_text[m_at++];
        if (c == '"') return true;
        if (c != '\\') {
            text += c;
            continue;
        }
        if (m_at == m_text.size()) break;
        switch (const char escaped = m_text[m_at++]) {
        case 't': text += '\t'; break;
        case 'n': text += '\n'; break;
        case 'r': text += '\r'; break;
        case 'b': text += '\b'; break;
        case 'f': text += '\f'; break;
        case 'u': {
            auto code = hexCode(m_text.substr(m_at, 4));
            if (!code) return fail("Expected four hexadecimal digits after \\u.");
            m_at += 4;
            // Characters beyond 16 bits are written as two halves.
            if (*code >= 0xd800 && *code < 0xdc00 && m_text.substr(m_at).starts_with("\\u")) {
                const auto low = hexCode(m_text.substr(m_at + 2, 4));
                if (low && *low >= 0xdc00 && *low < 0xe000) {
                    code = 0x10000U + ((*code - 0xd800U) << 10U) + (*low - 0xdc00U);
                    m_at += 6;
                }
            }
            appendUtf8(text, *code);
            break;
        }
        default: text += escaped;
        }
    }
    return fail("The string is cut off: its closing quote is missing.");
}

bool EdnParser::character(std::string &json)
{
    ++m_at; // the backslash
    std::string text;
    if (m_at < m_text.size() && endsToken(m_text[m_at])) {
        text = m_text[m_at++];
    } else {
        const auto name = token();
        if (name == "newline")
            text = "\n";
        else if (name == "space")
            text = " ";
        else if (name == "tab")
            text = "\t";
        else if (name == "return")
            text = "\r";
        else if (const auto code = hexCode(name.substr(std::min<std::size_t>(name.size(), 1)));
                 name.starts_with('u') && code)
            appendUtf8(text, *code);
        else
            text = name;
    }
    appendJsonString(json, text);
    return true;
}

bool EdnParser::tagged(std::string &json)
{
    ++m_at; // the number sign
    if (m_at < m_text.size() && m_text[m_at] == '{') {
        ++m_at;
        return sequence('}', json); // a set
    }
    if (token().empty()) return fail("Expected a tag after #.");
    return value(json);
}

bool EdnParser::atom(std::string &json)
{
    const auto text = token();
    if (text.empty()) return fail(std::string("Did not expect ") + m_text[m_at] + " here.");
    if (text == "nil") {
        json += "null";
    } else if (text == "true" || text == "false") {
        json += text;
    } else if (text.starts_with(':')) {
        appendJsonString(json, text.substr(1));
    } else if (const auto number = numberText(text); !number.empty()) {
        json += number;
    } else {
        appendJsonString(json, text);
    }
    return true;
}

} // namespace playhead
