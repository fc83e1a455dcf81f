// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/extensions.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

namespace playhead {
namespace {

void appendQuoted(std::string &out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20U) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    out += '"';
}

void appendUtf8(std::string &out, std::uint32_t code)
{
    if (code < 0x80U) {
        out += static_cast<char>(code);
    } else if (code < 0x800U) {
        out += static_cast<char>(0xC0U | code >> 6U);
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else if (code < 0x10000U) {
        out += static_cast<char>(0xE0U | code >> 12U);
        out += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else {
        out += static_cast<char>(0xF0U | code >> 18U);
        out += static_cast<char>(0x80U | (code >> 12U & 0x3FU));
        out += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    }
}

/// Walks over the members of one JSON object (RFC 8259) without building a tree. Values are only
/// delimited, not checked: strings are skipped as such, brackets are counted.
class MemberScanner
{
public:
    explicit MemberScanner(std::string_view text) : m_text(text) {}

    std::vector<Extension> members()
    {
        std::vector<Extension> out;
        if (!take('{')) return out;
        do {
            skipBlanks();
            auto name = string();
            if (!name || !take(':')) break;
            const auto value = valueText();
            if (value.empty()) break;
            out.emplace_back(std::move(*name), std::string(value));
        } while (take(','));
        return out;
    }

private:
    void skipBlanks()
    {
        while (m_at < m_text.size()
               && (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n'
                   || m_text[m_at] == '\r'))
            ++m_at;
    }

    bool take(char wanted)
    {
        skipBlanks();
        if (m_at >= m_text.size() || m_text[m_at] != wanted) return false;
        ++m_at;
        return true;
    }

    std::optional<std::uint32_t> fourHexDigits()
    {
        if (m_text.size() - m_at < 4) return std::nullopt;
        std::uint32_t code = 0;
        for (int i = 0; i < 4; ++i) {
            const char c = m_text[m_at++];
            std::uint32_t digit = 0;
            if (c >= '0' && c <= '9')
                digit = static_cast<std::uint32_t>(c - '0');
            else if (c >= 'a' && c <= 'f')
                digit = static_cast<std::uint32_t>(c - 'a' + 10);
            else if (c >= 'A' && c <= 'F')
                digit = static_cast<std::uint32_t>(c - 'A' + 10);
            else
                return std::nullopt;
            code = code << 4U | digit;
        }
        return code;
    }

    bool unicodeEscape(std::string &out)
    {
        auto code = fourHexDigits();
        if (!code) return false;
        constexpr std::uint32_t replacement = 0xFFFD;
        if (*code >= 0xD800U && *code < 0xDC00U) {
            const auto behind = m_at;
            std::optional<std::uint32_t> low;
            if (m_text.substr(m_at, 2) == "\\u") {
                m_at += 2;
                low = fourHexDigits();
            }
            if (low && *low >= 0xDC00U && *low < 0xE000U) {
                code = 0x10000U + ((*code - 0xD800U) << 10U) + (*low - 0xDC00U);
            } else {
                m_at = behind;
                code = replacement;
            }
        } else if (*code >= 0xDC00U && *code < 0xE000U) {
            code = replacement;
        }
        appendUtf8(out, *code);
        return true;
    }

    bool escape(std::string &out)
    {
        if (m_at >= m_text.size()) return false;
        const char c = m_text[m_at++];
        switch (c) {
        case '"':
        case '\\':
        case '/': out += c; return true;
        case 'b': out += '\b'; return true;
        case 'f': out += '\f'; return true;
        case 'n': out += '\n'; return true;
        case 'r': out += '\r'; return true;
        case 't': out += '\t'; return true;
        case 'u': return unicodeEscape(out);
        default: return false;
        }
    }

    std::optional<std::string> string()
    {
        if (m_at >= m_text.size() || m_text[m_at] != '"') return std::nullopt;
        ++m_at;
        std::string out;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (c == '"') return out;
            if (c != '\\')
                out += c;
            else if (!escape(out))
                return std::nullopt;
        }
        return std::nullopt;
    }

    bool skipString()
    {
        for (++m_at; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] == '\\') {
                ++m_at;
            } else if (m_text[m_at] == '"') {
                ++m_at;
                return true;
            }
        }
        return false;
    }

    /// The text up to the comma or bracket that ends this value; empty where it does not end.
    std::string_view valueText()
    {
        skipBlanks();
        const auto begin = m_at;
        std::size_t depth = 0;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == '"') {
                if (!skipString()) return {};
                continue;
            }
            if (depth == 0 && (c == ',' || c == '}')) return trimmed(begin);
            if (c == '{' || c == '[') ++depth;
            if (c == '}' || c == ']') {
                if (depth == 0) return {};
                --depth;
            }
            ++m_at;
        }
        return {};
    }

    std::string_view trimmed(std::size_t begin) const
    {
        auto text = m_text.substr(begin, m_at - begin);
        const auto last = text.find_last_not_of(" \t\r\n");
        return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

std::string extensionsToJson(std::span<const Extension> extensions)
{
    if (extensions.empty()) return {};
    std::string out = "{";
    for (const auto &[name, value] : extensions) {
        if (out.size() > 1) out += ',';
        appendQuoted(out, name);
        out += ':';
        out += value;
    }
    return out + '}';
}

std::vector<Extension> extensionsFromJson(std::string_view object)
{
    return MemberScanner(object).members();
}

EventAsView::EventAsView(const Event &event) : m_extensions(extensionsToJson(event.extensions))
{
    m_view.id = event.id;
    m_view.type = event.type;
    m_view.source = event.source;
    m_view.subject = event.subject;
    m_view.time = event.time;
    m_view.correlation = event.correlation;
    m_view.causation = event.causation;
    m_view.scope = event.scope;
    m_view.encoding = event.encoding;
    m_view.contentType = event.contentType;
    m_view.schema = event.schema;
    m_view.data = event.data;
    m_view.extensions = m_extensions;
}

void assignFromView(Event &event, const EventView &view)
{
    event.id = view.id;
    event.type = view.type;
    event.source = view.source;
    event.subject = view.subject;
    event.time = view.time;
    event.correlation = view.correlation;
    event.causation = view.causation;
    event.scope = view.scope;
    event.encoding = view.encoding;
    event.contentType = view.contentType;
    event.schema = view.schema;
    event.data = view.data;
    event.extensions.clear();
    if (!view.extensions.empty()) event.extensions = extensionsFromJson(view.extensions);
}

Event eventFromView(const EventView &view)
{
    Event event;
    assignFromView(event, view);
    return event;
}

} // namespace playhead
