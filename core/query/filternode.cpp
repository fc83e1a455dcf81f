// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/filternode.h"

#include <algorithm>
#include <array>

namespace playhead {
namespace {

using Mask = std::array<std::uint8_t, FilterEvaluator::batch>;

enum class Join { And, Or };

/// Evaluates the right side only for steps that the left side leaves undecided.
class JoinEvaluator final : public FilterEvaluator
{
public:
    JoinEvaluator(Join join, std::unique_ptr<FilterEvaluator> left,
                  std::unique_ptr<FilterEvaluator> right)
        : m_join(join), m_left(std::move(left)), m_right(std::move(right))
    {}

    void test(const FilterRange &range, const std::uint8_t *active, std::uint8_t *out) override
    {
        m_left->test(range, active, out);
        const bool wanted = m_join == Join::And;
        bool any = false;
        for (std::size_t i = 0; i < range.count; ++i) {
            m_undecided[i] = active[i] & static_cast<std::uint8_t>((out[i] != 0) == wanted);
            any |= m_undecided[i] != 0;
        }
        if (!any) return;
        m_right->test(range, m_undecided.data(), m_answer.data());
        for (std::size_t i = 0; i < range.count; ++i)
            out[i] = m_undecided[i] != 0 ? m_answer[i] : out[i];
    }

private:
    Join m_join;
    std::unique_ptr<FilterEvaluator> m_left;
    std::unique_ptr<FilterEvaluator> m_right;
    Mask m_undecided;
    Mask m_answer;
};

class JoinNode final : public Filter::Node
{
public:
    /// The cheaper side goes first: a payload is read only where columns do not decide.
    JoinNode(Join join, FilterNodePtr left, FilterNodePtr right)
        : m_join(join), m_left(std::move(left)), m_right(std::move(right))
    {
        if (m_left->readsPayload() && !m_right->readsPayload()) std::swap(m_left, m_right);
    }

    bool readsPayload() const override { return m_right->readsPayload(); }
    std::unique_ptr<FilterEvaluator> bind(const Log &log) const override
    {
        return std::make_unique<JoinEvaluator>(m_join, m_left->bind(log), m_right->bind(log));
    }

private:
    Join m_join;
    FilterNodePtr m_left;
    FilterNodePtr m_right;
};

class NotEvaluator final : public FilterEvaluator
{
public:
    explicit NotEvaluator(std::unique_ptr<FilterEvaluator> operand) : m_operand(std::move(operand))
    {}

    void test(const FilterRange &range, const std::uint8_t *active, std::uint8_t *out) override
    {
        m_operand->test(range, active, out);
        for (std::size_t i = 0; i < range.count; ++i)
            out[i] = out[i] == 0 ? 1 : 0;
    }

private:
    std::unique_ptr<FilterEvaluator> m_operand;
};

class NotNode final : public Filter::Node
{
public:
    explicit NotNode(FilterNodePtr operand) : m_operand(std::move(operand)) {}
    bool readsPayload() const override { return m_operand->readsPayload(); }
    std::unique_ptr<FilterEvaluator> bind(const Log &log) const override
    {
        return std::make_unique<NotEvaluator>(m_operand->bind(log));
    }

private:
    FilterNodePtr m_operand;
};

} // namespace

FilterNodePtr filterAnd(FilterNodePtr left, FilterNodePtr right)
{
    return std::make_shared<JoinNode>(Join::And, std::move(left), std::move(right));
}

FilterNodePtr filterOr(FilterNodePtr left, FilterNodePtr right)
{
    return std::make_shared<JoinNode>(Join::Or, std::move(left), std::move(right));
}

FilterNodePtr filterNot(FilterNodePtr operand)
{
    return std::make_shared<NotNode>(std::move(operand));
}

} // namespace playhead
