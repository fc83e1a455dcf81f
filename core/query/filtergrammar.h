// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/filter.h"
#include "query/filtertoken.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace playhead {

/// What the languages of conditions have in common: a look at the tokens, mistakes with their
/// place, negation, brackets, and lists of values. `Node` is what a condition becomes; a parser
/// says how two are joined and what a single one looks like. One thread; used once.
template <class Node> class FilterGrammar
{
protected:
    using Kind = FilterToken::Kind;
    using Parsed = tl::expected<Node, FilterError>;
    using Values = tl::expected<std::vector<FilterToken>, FilterError>;

    explicit FilterGrammar(std::vector<FilterToken> tokens) : m_tokens(std::move(tokens)) {}
    ~FilterGrammar() = default;

    /// A whole condition, such as stands within brackets.
    virtual Parsed condition() = 0;
    /// One that is neither negated nor in brackets.
    virtual Parsed single() = 0;
    virtual Node negated(Node operand) = 0;
    /// A value to compare with; fails with `otherwise` where there is none.
    virtual tl::expected<FilterToken, FilterError> value(std::string otherwise)
    {
        if (!peek().isValue()) return expected(std::move(otherwise));
        return take();
    }

    [[nodiscard]] const FilterToken &peek() const
    {
        return m_tokens[std::min(m_at, m_tokens.size() - 1)];
    }
    FilterToken take() { return m_tokens[std::min(m_at++, m_tokens.size() - 1)]; }

    [[nodiscard]] tl::unexpected<FilterError> expected(std::string what) const
    {
        return expected(std::move(what), peek());
    }
    [[nodiscard]] static tl::unexpected<FilterError> expected(std::string what,
                                                              const FilterToken &at)
    {
        return tl::unexpected(
            FilterError{std::move(what), at.offset, std::max<std::size_t>(at.length, 1)});
    }

    Parsed term()
    {
        // As deep as a person nests; deeper would only endanger the stack.
        if (m_depth > 100) return expected("expected fewer brackets");
        ++m_depth;
        auto result = unguardedTerm();
        --m_depth;
        return result;
    }

    /// `(a, b)`, behind `in`.
    Values valueList()
    {
        if (peek().kind != Kind::Open) return expected("expected ( and a list of values after in");
        std::vector<FilterToken> values;
        do {
            take();
            auto next = value("expected a value");
            if (!next) return tl::unexpected(std::move(next.error()));
            values.push_back(std::move(*next));
        } while (peek().kind == Kind::Comma);
        if (peek().kind != Kind::Close) return expected("expected , or )");
        take();
        return values;
    }

    /// The one behind another sign.
    Values oneValue(const std::string &sign)
    {
        auto only = value("expected a value after " + sign);
        if (!only) return tl::unexpected(std::move(only.error()));
        return std::vector{std::move(*only)};
    }

private:
    Parsed unguardedTerm()
    {
        if (peek().kind == Kind::Not) {
            take();
            auto operand = term();
            if (!operand) return operand;
            return negated(std::move(*operand));
        }
        if (peek().kind != Kind::Open) return single();
        take();
        auto inner = condition();
        if (!inner) return inner;
        if (peek().kind != Kind::Close) return expected("expected )");
        take();
        return inner;
    }

    std::vector<FilterToken> m_tokens;
    std::size_t m_at = 0;
    int m_depth = 0;
};

} // namespace playhead
