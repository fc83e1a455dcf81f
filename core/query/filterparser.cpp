// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/filterparser.h"

#include "query/filterfields.h"
#include "query/filtergrammar.h"

#include <algorithm>
#include <array>
#include <utility>

namespace playhead {
namespace {

using Kind = FilterToken::Kind;
using Parsed = tl::expected<FilterNodePtr, FilterError>;

constexpr std::array fieldNames = {
    std::string_view("type"),     std::string_view("kind"),        std::string_view("source"),
    std::string_view("consumer"), std::string_view("channel"),     std::string_view("subject"),
    std::string_view("id"),       std::string_view("correlation"), std::string_view("time"),
    std::string_view("position"), std::string_view("attempt"),     std::string_view("latency"),
    std::string_view("sender"),   std::string_view("receiver")};

constexpr auto knownFields =
    "expected a field: type, kind, source, consumer, channel, subject, id, correlation, time, "
    "position, attempt, latency, sender, receiver or data.<path>";

bool isField(std::string_view word)
{
    return std::ranges::find(fieldNames, word) != fieldNames.end()
           || (word.starts_with("data.") && word.size() > 5);
}

std::optional<FilterOperator> operatorOf(const FilterToken &token)
{
    if (token.kind != Kind::Operator && token.kind != Kind::Word) return std::nullopt;
    return filterOperatorFromText(token.text);
}

class Parser final : private FilterGrammar<FilterNodePtr>
{
public:
    explicit Parser(std::vector<FilterToken> tokens) : FilterGrammar(std::move(tokens)) {}

    Parsed run()
    {
        if (peek().kind == Kind::End) return FilterNodePtr();
        auto node = condition();
        if (!node) return node;
        if (peek().kind != Kind::End) return expected("expected && or ||");
        return node;
    }

private:
    Parsed condition() override
    {
        auto left = andExpression();
        while (left && peek().kind == Kind::Or) {
            take();
            auto right = andExpression();
            if (!right) return right;
            left = filterOr(std::move(*left), std::move(*right));
        }
        return left;
    }

    Parsed andExpression()
    {
        auto left = term();
        while (left) {
            const auto kind = peek().kind;
            if (kind == Kind::And)
                take();
            else if (kind != Kind::Word && kind != Kind::Quoted && kind != Kind::Not
                     && kind != Kind::Open)
                break;
            auto right = term();
            if (!right) return right;
            left = filterAnd(std::move(*left), std::move(*right));
        }
        return left;
    }

    FilterNodePtr negated(FilterNodePtr operand) override { return filterNot(std::move(operand)); }

    Parsed single() override
    {
        if (!peek().isValue()) return expected("expected a condition");
        const auto word = take();
        const auto op = operatorOf(peek());
        const bool compares = peek().kind == Kind::Operator || (op && isField(word.text));
        if (word.kind == Kind::Quoted && peek().kind == Kind::Operator)
            return expected(knownFields, word);
        if (word.kind == Kind::Word && compares) return comparison(word);
        if (word.kind == Kind::Word && word.text.starts_with("data.") && word.text.size() > 5)
            return filterOnData(word.text.substr(5), std::nullopt);
        return filterOnAnything(word.text);
    }

    Parsed comparison(const FilterToken &field)
    {
        if (!isField(field.text)) return expected(knownFields, field);
        const auto sign = take();
        const auto op = operatorOf(sign);
        auto values = op == FilterOperator::In ? valueList() : oneValue(sign.text);
        if (!values) return tl::unexpected(std::move(values.error()));
        std::vector<std::string> texts;
        for (const auto &value : *values)
            texts.push_back(value.text);
        auto condition = FilterCondition::make(*op, std::move(texts));
        if (!condition)
            return expected("expected a regular expression: " + condition.error(), values->front());
        return node(field, std::move(*condition), *values);
    }

    Parsed node(const FilterToken &field, FilterCondition condition,
                const std::vector<FilterToken> &values)
    {
        const auto &name = field.text;
        if (name == "type") return filterOnName(FilterNameColumn::Type, std::move(condition));
        if (name == "subject") return filterOnName(FilterNameColumn::Subject, std::move(condition));
        if (name == "correlation")
            return filterOnName(FilterNameColumn::Correlation, std::move(condition));
        if (name == "kind") return kindNode(std::move(condition), values);
        if (name == "consumer")
            return filterOnParticipant(FilterParticipant::Consumer, std::move(condition));
        if (name == "channel")
            return filterOnParticipant(FilterParticipant::Channel, std::move(condition));
        if (name == "sender")
            return filterOnParticipant(FilterParticipant::Sender, std::move(condition));
        if (name == "receiver")
            return filterOnParticipant(FilterParticipant::Receiver, std::move(condition));
        if (name == "id") return filterOnAttribute(FilterAttribute::Id, std::move(condition));
        if (name == "source")
            return filterOnAttribute(FilterAttribute::Source, std::move(condition));
        if (name.starts_with("data.")) return filterOnData(name.substr(5), std::move(condition));
        return numberNode(name, std::move(condition), values);
    }

    static bool comparesExactly(const FilterCondition &condition)
    {
        return condition.op() != FilterOperator::Contains
               && condition.op() != FilterOperator::Matches;
    }

    static Parsed kindNode(FilterCondition condition, const std::vector<FilterToken> &values)
    {
        if (comparesExactly(condition)) {
            for (const auto &value : values) {
                if (value.text != "retry" && !stepKindFromName(value.text)) {
                    return expected("expected a kind: command, publish, deliver, retry, ack, nack, "
                                    "dead-letter, query or reply",
                                    value);
                }
            }
        }
        return filterOnKind(std::move(condition));
    }

    static Parsed numberNode(const std::string &name, FilterCondition condition,
                             const std::vector<FilterToken> &values)
    {
        if (!comparesExactly(condition))
            return expected("expected a comparison: " + name + " is a number", values.front());
        auto number = FilterNumber::StepNumber;
        const auto base = parseTimestamp(values.front().text).value_or(0);
        std::vector<std::optional<double>> numbers;
        for (const auto &value : values) {
            auto read = filterNumberFromText(value.text);
            std::string wanted = "expected a number";
            if (name == "time") {
                wanted = "expected a time, such as 12:04:31.9 or 2026-11-23T12:04:31Z";
                const auto time = filterTimeFromText(value.text, base);
                read.reset();
                if (time) read = time->nanoseconds;
                if (time) number = time->isTimeOfDay ? FilterNumber::TimeOfDay : FilterNumber::Time;
            } else if (name == "latency") {
                wanted = "expected a length of time, such as 250ms or 1.5s";
                number = FilterNumber::Latency;
                if (read)
                    *read *= nanosecondsPerMillisecond; // a bare number is milliseconds
                else if (const auto duration = parseDuration(value.text))
                    read = static_cast<double>(*duration);
            } else if (name == "attempt") {
                number = FilterNumber::Attempt;
            }
            if (!read) return expected(wanted, value);
            numbers.push_back(read);
        }
        condition.setNumbers(std::move(numbers));
        return filterOnNumber(number, std::move(condition), base);
    }
};

} // namespace

tl::expected<FilterNodePtr, FilterError> parseFilter(std::string_view text)
{
    auto tokens = filterTokens(text);
    if (!tokens) return tl::unexpected(tokens.error());
    return Parser(std::move(*tokens)).run();
}

} // namespace playhead
