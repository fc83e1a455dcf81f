// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/filtertoken.h"

#include "query/filter.h"

namespace playhead {
namespace {

using Kind = FilterToken::Kind;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool endsWord(char c)
{
    return isBlank(c) || std::string_view("\"'(),!=<>&|").find(c) != std::string_view::npos;
}

class Lexer
{
public:
    explicit Lexer(std::string_view text) : m_text(text) {}

    tl::expected<std::vector<FilterToken>, FilterError> run()
    {
        std::vector<FilterToken> tokens;
        while (true) {
            while (m_at < m_text.size() && isBlank(m_text[m_at]))
                ++m_at;
            const auto start = m_at;
            auto token = next();
            if (!token) return tl::unexpected(token.error());
            token->offset = start;
            token->length = m_at - start;
            tokens.push_back(std::move(*token));
            if (tokens.back().kind == Kind::End) return tokens;
        }
    }

private:
    using Next = tl::expected<FilterToken, FilterError>;

    Next next()
    {
        if (m_at == m_text.size()) return FilterToken{};
        const char c = m_text[m_at];
        switch (c) {
        case '"':
        case '\'': return quoted(c);
        case '(': return single(Kind::Open);
        case ')': return single(Kind::Close);
        case ',': return single(Kind::Comma);
        case '&': return doubled(Kind::And, "&&");
        case '|': return doubled(Kind::Or, "||");
        case '!':
        case '=':
        case '<':
        case '>': return comparison(c);
        default: return word();
        }
    }

    FilterToken single(Kind kind) { return {kind, std::string(1, m_text[m_at++]), 0, 0}; }

    Next doubled(Kind kind, const char *whole)
    {
        if (!m_text.substr(m_at).starts_with(whole)) {
            return tl::unexpected(FilterError{std::string("expected ") + whole, m_at, 1});
        }
        m_at += 2;
        return FilterToken{kind, whole, 0, 0};
    }

    Next comparison(char c)
    {
        if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '=') {
            m_at += 2;
            return FilterToken{Kind::Operator, std::string(1, c) + "=", 0, 0};
        }
        if (c == '=') return tl::unexpected(FilterError{"expected ==", m_at, 1});
        ++m_at;
        if (c == '!') return FilterToken{Kind::Not, "!", 0, 0};
        return FilterToken{Kind::Operator, std::string(1, c), 0, 0};
    }

    Next quoted(char quote)
    {
        const auto start = m_at++;
        FilterToken token{Kind::Quoted, {}, 0, 0};
        while (m_at < m_text.size()) {
            char c = m_text[m_at++];
            if (c == quote) return token;
            // Only a quote or a backslash can be escaped: patterns keep their backslashes.
            if (c == '\\' && m_at < m_text.size()
                && (m_text[m_at] == quote || m_text[m_at] == '\\')) {
                c = m_text[m_at++];
            }
            token.text += c;
        }
        return tl::unexpected(
            FilterError{std::string("expected a closing ") + quote, start, m_text.size() - start});
    }

    FilterToken word()
    {
        const auto start = m_at;
        while (m_at < m_text.size() && !endsWord(m_text[m_at]))
            ++m_at;
        return {Kind::Word, std::string(m_text.substr(start, m_at - start)), 0, 0};
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

tl::expected<std::vector<FilterToken>, FilterError> filterTokens(std::string_view text)
{
    return Lexer(text).run();
}

} // namespace playhead
