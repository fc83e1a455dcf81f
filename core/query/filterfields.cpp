// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/filterfields.h"

#include <functional>
#include <utility>

namespace playhead {
namespace {

/// A node that reads columns only, and binds to Evaluator(log, condition, what).
template <class Evaluator, class What> class ColumnNode final : public Filter::Node
{
public:
    ColumnNode(What what, FilterCondition condition)
        : m_what(what), m_condition(std::move(condition))
    {}
    bool readsPayload() const override { return false; }
    std::unique_ptr<FilterEvaluator> bind(const Log &log) const override
    {
        return std::make_unique<Evaluator>(log, m_what, m_condition);
    }

private:
    What m_what;
    FilterCondition m_condition;
};

template <class Evaluator, class What>
FilterNodePtr columnNode(What what, FilterCondition condition)
{
    return std::make_shared<ColumnNode<Evaluator, What>>(what, std::move(condition));
}

/// Looks each name up once, and one id directly where the condition is an equality.
class NameEvaluator final : public FilterEvaluator
{
public:
    NameEvaluator(const Log &log, FilterNameColumn column, const FilterCondition &condition)
        : m_log(log), m_column(column), m_condition(condition)
    {
        const bool equality =
            condition.op() == FilterOperator::Equal || condition.op() == FilterOperator::NotEqual;
        m_direct = equality;
        if (!equality) return;
        const auto &wanted = condition.values().front();
        const auto id = log.names().find(wanted);
        m_exists = id.isValid() || wanted.empty();
        m_id = id.value();
    }

    void test(const FilterRange &range, const std::uint8_t *active, std::uint8_t *out) override
    {
        const auto *ids = column(*range.chunk) + range.offset;
        if (m_direct) {
            const bool equal = m_condition.op() == FilterOperator::Equal;
            if (!m_exists) {
                std::fill_n(out, range.count, static_cast<std::uint8_t>(equal ? 0 : 1));
            } else if (equal) {
                for (std::size_t i = 0; i < range.count; ++i)
                    out[i] = static_cast<std::uint8_t>(ids[i] == m_id);
            } else {
                for (std::size_t i = 0; i < range.count; ++i)
                    out[i] = static_cast<std::uint8_t>(ids[i] != m_id);
            }
            return;
        }
        for (std::size_t i = 0; i < range.count; ++i)
            out[i] = active[i] != 0 && accepts(ids[i]) ? 1 : 0;
    }

private:
    const std::uint32_t *column(const FlowIndex::Chunk &chunk) const
    {
        switch (m_column) {
        case FilterNameColumn::Type: return chunk.type.data();
        case FilterNameColumn::Subject: return chunk.subject.data();
        case FilterNameColumn::Correlation: return chunk.correlation.data();
        }
        return nullptr;
    }

    bool accepts(std::uint32_t id)
    {
        if (id >= m_known.size()) m_known.resize(std::max<std::size_t>(id + 1, m_known.size() * 2));
        auto &known = m_known[id]; // 0: not asked yet
        if (known == 0) known = m_condition.acceptsText(m_log.name(NameId(id))) ? 2 : 1;
        return known == 2;
    }

    const Log &m_log;
    FilterNameColumn m_column;
    const FilterCondition &m_condition;
    bool m_direct = false;
    bool m_exists = false;
    std::uint32_t m_id = 0;
    std::vector<std::uint8_t> m_known;
};

/// A table over the eight kinds and whether it is a retry.
class KindEvaluator final : public FilterEvaluator
{
public:
    KindEvaluator(const Log &, int, const FilterCondition &condition)
    {
        for (const auto kind : allStepKinds) {
            const bool plain = condition.acceptsText(stepKindName(kind));
            bool retry = plain;
            if (kind == StepKind::Deliver) {
                // A retry goes by two words: != refuses it by either, the others accept it so.
                const bool asRetry = condition.acceptsText("retry");
                retry = condition.op() == FilterOperator::NotEqual ? plain && asRetry
                                                                   : plain || asRetry;
            }
            m_accepts[static_cast<std::size_t>(kind)] = plain ? 1 : 0;
            m_acceptsRetry[static_cast<std::size_t>(kind)] = retry ? 1 : 0;
        }
    }

    void test(const FilterRange &range, const std::uint8_t *, std::uint8_t *out) override
    {
        const auto *kinds = range.chunk->kindAndFlags.data() + range.offset;
        const auto *attempts = range.chunk->attempt.data() + range.offset;
        for (std::size_t i = 0; i < range.count; ++i) {
            const auto kind = kinds[i] & FlowIndex::kindMask;
            out[i] = attempts[i] > 1 ? m_acceptsRetry[kind] : m_accepts[kind];
        }
    }

private:
    std::array<std::uint8_t, stepKindCount> m_accepts{};
    std::array<std::uint8_t, stepKindCount> m_acceptsRetry{};
};

class ParticipantEvaluator final : public FilterEvaluator
{
public:
    ParticipantEvaluator(const Log &log, FilterParticipant which, const FilterCondition &condition)
        : m_log(log), m_which(which), m_condition(condition), m_nobody(condition.acceptsText(""))
    {}

    void test(const FilterRange &range, const std::uint8_t *active, std::uint8_t *out) override
    {
        const auto &chunk = *range.chunk;
        for (std::size_t i = 0; i < range.count; ++i) {
            const auto at = range.offset + i;
            out[i] = active[i] != 0 && test(chunk, at) ? 1 : 0;
        }
    }

private:
    bool test(const FlowIndex::Chunk &chunk, std::size_t at)
    {
        const auto sender = chunk.sender[at];
        const auto receiver = chunk.receiver[at];
        if (m_which == FilterParticipant::Sender) return accepts(sender);
        if (m_which == FilterParticipant::Receiver) return accepts(receiver);
        const bool channel = m_which == FilterParticipant::Channel;
        switch (static_cast<StepKind>(chunk.kindAndFlags[at] & FlowIndex::kindMask)) {
        case StepKind::Publish: return channel ? accepts(receiver) : m_nobody;
        case StepKind::Deliver: return accepts(channel ? sender : receiver);
        case StepKind::Ack:
        case StepKind::Nack: return accepts(channel ? receiver : sender);
        case StepKind::DeadLetter:
            if (!channel) return m_nobody;
            return m_condition.op() == FilterOperator::NotEqual
                       ? accepts(sender) && accepts(receiver)
                       : accepts(sender) || accepts(receiver);
        case StepKind::Command:
        case StepKind::Query: return channel ? m_nobody : accepts(receiver);
        case StepKind::Reply: return channel ? m_nobody : accepts(sender);
        }
        return false;
    }

    bool accepts(std::uint16_t id)
    {
        if (id >= m_known.size()) m_known.resize(id + 1U);
        auto &known = m_known[id]; // 0: not asked yet
        if (known == 0)
            known = m_condition.acceptsText(m_log.participantName(ParticipantId(id))) ? 2 : 1;
        return known == 2;
    }

    const Log &m_log;
    FilterParticipant m_which;
    const FilterCondition &m_condition;
    bool m_nobody;
    std::vector<std::uint8_t> m_known;
};

struct NumberColumn
{
    FilterNumber number;
    Timestamp base;
};

class NumberEvaluator final : public FilterEvaluator
{
public:
    NumberEvaluator(const Log &, NumberColumn column, const FilterCondition &condition)
        : m_column(column), m_condition(condition)
    {}

    void test(const FilterRange &range, const std::uint8_t *active, std::uint8_t *out) override
    {
        for (std::size_t i = 0; i < range.count; ++i)
            out[i] = active[i] != 0 && m_condition.acceptsNumber(value(range, i)) ? 1 : 0;
    }

private:
    double value(const FilterRange &range, std::size_t i) const
    {
        const auto at = range.offset + i;
        switch (m_column.number) {
        case FilterNumber::StepNumber: return static_cast<double>(range.first.value() + i);
        case FilterNumber::Attempt: return range.chunk->attempt[at];
        case FilterNumber::Time: return static_cast<double>(range.chunk->time[at] - m_column.base);
        case FilterNumber::TimeOfDay: {
            constexpr Duration day = 86400 * nanosecondsPerSecond;
            return static_cast<double>(((range.chunk->time[at] % day) + day) % day);
        }
        case FilterNumber::Latency: break; // see LatencyEvaluator
        }
        return 0;
    }

    NumberColumn m_column;
    const FilterCondition &m_condition;
};

/// Remembers when each event was first seen. Ranges come in order of positions; what lies before
/// the first one is read when it comes.
class LatencyEvaluator final : public FilterEvaluator
{
public:
    LatencyEvaluator(const Log &log, NumberColumn, const FilterCondition &condition)
        : m_log(log), m_condition(condition)
    {}

    void test(const FilterRange &range, const std::uint8_t *active, std::uint8_t *out) override
    {
        for (; m_next < range.first.value(); ++m_next)
            note(m_log.at(Position(m_next)).event.value(), m_log.index().timeAt(Position(m_next)));
        for (std::size_t i = 0; i < range.count; ++i) {
            const auto event = range.chunk->event[range.offset + i];
            const auto time = range.chunk->time[range.offset + i];
            const bool fresh = range.first.value() + i >= m_next && note(event, time);
            if (active[i] == 0) continue;
            const bool known = !fresh && event != 0 && event < m_first.size();
            out[i] = (known ? m_condition.acceptsNumber(static_cast<double>(time - m_first[event]))
                            : m_condition.acceptsNothing())
                         ? 1
                         : 0;
        }
        m_next = std::max(m_next, range.first.value() + range.count);
    }

private:
    static constexpr Timestamp never = INT64_MIN;

    /// True where the event is new.
    bool note(std::uint32_t event, Timestamp time)
    {
        if (event == 0) return false;
        if (event >= m_first.size())
            m_first.resize(std::max<std::size_t>(event + 1U, m_first.size() * 2), never);
        if (m_first[event] != never) return false;
        m_first[event] = time;
        return true;
    }

    const Log &m_log;
    const FilterCondition &m_condition;
    std::vector<Timestamp> m_first; // by EventNumber
    std::uint64_t m_next = 1;
};

} // namespace

FilterNodePtr filterOnName(FilterNameColumn column, FilterCondition condition)
{
    return columnNode<NameEvaluator>(column, std::move(condition));
}

FilterNodePtr filterOnKind(FilterCondition condition)
{
    return columnNode<KindEvaluator>(0, std::move(condition));
}

FilterNodePtr filterOnParticipant(FilterParticipant which, FilterCondition condition)
{
    return columnNode<ParticipantEvaluator>(which, std::move(condition));
}

FilterNodePtr filterOnNumber(FilterNumber number, FilterCondition condition, Timestamp base)
{
    const NumberColumn column{number, base};
    if (number == FilterNumber::Latency)
        return columnNode<LatencyEvaluator>(column, std::move(condition));
    return columnNode<NumberEvaluator>(column, std::move(condition));
}

} // namespace playhead
