// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/conditionparser.h"

#include "query/filtergrammar.h"

#include <algorithm>

namespace playhead {
namespace {

using Kind = FilterToken::Kind;
using Parsed = tl::expected<ConditionNodePtr, FilterError>;

class PresenceNode final : public Condition::Node
{
public:
    explicit PresenceNode(ConditionField field) : m_field(std::move(field)) {}
    bool holds(Moment &moment) const override { return m_field.holds(moment, nullptr); }

private:
    ConditionField m_field;
};

class ComparisonNode final : public Condition::Node
{
public:
    ComparisonNode(ConditionField field, FilterCondition condition)
        : m_field(std::move(field)), m_condition(std::move(condition))
    {}
    bool holds(Moment &moment) const override { return m_field.holds(moment, &m_condition); }

private:
    ConditionField m_field;
    FilterCondition m_condition;
};

class ChangedNode final : public Condition::Node
{
public:
    ChangedNode(StatePath path, std::size_t index) : m_path(std::move(path)), m_index(index) {}
    bool holds(Moment &moment) const override
    {
        const auto *now = m_path.find(moment.state());
        const auto &before = moment.before()[m_index];
        return now ? !before || *before != *now : before.has_value();
    }

private:
    StatePath m_path;
    std::size_t m_index;
};

class NotNode final : public Condition::Node
{
public:
    explicit NotNode(ConditionNodePtr operand) : m_operand(std::move(operand)) {}
    bool holds(Moment &moment) const override { return !m_operand->holds(moment); }

private:
    ConditionNodePtr m_operand;
};

/// All of several, or any of them; a list, so that a long chain takes no stack.
class ListNode final : public Condition::Node
{
public:
    ListNode(std::vector<ConditionNodePtr> operands, bool all)
        : m_operands(std::move(operands)), m_all(all)
    {}
    bool holds(Moment &moment) const override
    {
        const auto test = [&moment](const auto &operand) { return operand->holds(moment); };
        return m_all ? std::ranges::all_of(m_operands, test)
                     : std::ranges::any_of(m_operands, test);
    }

private:
    std::vector<ConditionNodePtr> m_operands;
    bool m_all;
};

class Parser final : private FilterGrammar<ConditionNodePtr>
{
public:
    explicit Parser(std::vector<FilterToken> tokens) : FilterGrammar(std::move(tokens)) {}

    tl::expected<Condition::Parts, FilterError> run()
    {
        auto root = condition();
        if (root && peek().kind != Kind::End) root = expected("expected && or ||");
        if (!root) return tl::unexpected(std::move(root.error()));
        m_parts.root = std::move(*root);
        return std::move(m_parts);
    }

private:
    Parsed condition() override { return list(Kind::Or); }

    Parsed list(Kind separator)
    {
        std::vector<ConditionNodePtr> operands;
        while (true) {
            auto operand = separator == Kind::Or ? list(Kind::And) : term();
            if (!operand) return operand;
            operands.push_back(std::move(*operand));
            if (peek().kind != separator) break;
            take();
        }
        if (operands.size() == 1) return std::move(operands.front());
        return std::make_unique<ListNode>(std::move(operands), separator == Kind::And);
    }

    ConditionNodePtr negated(ConditionNodePtr operand) override
    {
        return std::make_unique<NotNode>(std::move(operand));
    }

    Parsed single() override
    {
        if (peek().kind != Kind::Word) return expected(std::string(expectedConditionFields()));
        const auto word = take();
        if (word.text == "changed" && peek().kind == Kind::Open) return changed();
        auto field = ConditionField::parse(word.text);
        if (!field) return expected(std::move(field.error()), word);
        m_parts.readsState |= field->kind() == ConditionField::Kind::State;
        if (const auto op = operatorAhead()) return comparison(std::move(*field), word, *op);
        return std::make_unique<PresenceNode>(std::move(*field));
    }

    Parsed changed()
    {
        take();
        const auto word = take();
        auto field = ConditionField::parse(word.kind == Kind::Word ? word.text : "");
        if (!field || field->kind() != ConditionField::Kind::State)
            return expected("expected state.<path>: only a state changes", word);
        if (peek().kind != Kind::Close) return expected("expected )");
        take();
        m_parts.readsState = true;
        m_parts.watched.push_back(field->path());
        return std::make_unique<ChangedNode>(field->path(), m_parts.watched.size() - 1);
    }

    std::optional<FilterOperator> operatorAhead() const
    {
        if (peek().kind != Kind::Operator && peek().kind != Kind::Word) return std::nullopt;
        return filterOperatorFromText(peek().text);
    }

    Parsed comparison(ConditionField field, const FilterToken &name, FilterOperator op)
    {
        const auto sign = take();
        auto values = op == FilterOperator::In ? valueList() : oneValue(sign.text);
        if (!values) return tl::unexpected(std::move(values.error()));
        std::vector<std::string> texts;
        for (const auto &value : *values)
            texts.push_back(value.text);
        auto condition = FilterCondition::make(op, std::move(texts));
        if (!condition)
            return expected("expected a regular expression: " + condition.error(), values->front());
        if (field.kind() == ConditionField::Kind::Time) {
            if (auto done = setTimes(field, *condition, name, *values); !done)
                return tl::unexpected(std::move(done.error()));
        }
        return std::make_unique<ComparisonNode>(std::move(field), std::move(*condition));
    }

    tl::expected<FilterToken, FilterError> value(std::string otherwise) override
    {
        const auto &text = peek().text;
        if (peek().kind == Kind::Word && (text.starts_with("state.") || text.starts_with("event.")))
            return expected("expected a value: a field stands on the left only; quote it to mean "
                            "the text");
        return FilterGrammar::value(std::move(otherwise));
    }

    static tl::expected<void, FilterError> setTimes(ConditionField &field,
                                                    FilterCondition &condition,
                                                    const FilterToken &name,
                                                    const std::vector<FilterToken> &values)
    {
        if (condition.op() == FilterOperator::Contains || condition.op() == FilterOperator::Matches)
            return expected("expected a comparison: " + name.text + " is a time", values.front());
        const auto base = parseTimestamp(values.front().text).value_or(0);
        std::vector<std::optional<double>> numbers;
        std::optional<bool> areTimesOfDay;
        for (const auto &value : values) {
            const auto time = filterTimeFromText(value.text, base);
            if (!time || areTimesOfDay.value_or(time->isTimeOfDay) != time->isTimeOfDay)
                return expected("expected a time, such as 12:04:31.9 or 2026-11-23T12:04:31Z",
                                value);
            areTimesOfDay = time->isTimeOfDay;
            numbers.emplace_back(time->nanoseconds);
        }
        condition.setNumbers(std::move(numbers));
        field.setTimes(base, *areTimesOfDay);
        return {};
    }

    Condition::Parts m_parts;
};

} // namespace

tl::expected<Condition::Parts, FilterError> parseCondition(std::string_view text)
{
    auto tokens = filterTokens(text);
    if (!tokens) return tl::unexpected(std::move(tokens.error()));
    return Parser(std::move(*tokens)).run();
}

} // namespace playhead
