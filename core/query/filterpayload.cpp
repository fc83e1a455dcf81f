// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/filterfields.h"

#include <functional>
#include <utility>

#include <simdjson.h>

namespace playhead {
namespace {

/// Whether one event is accepted; made anew for each evaluation, used by one thread.
using EventTest = std::function<bool(const Event &)>;

/// Reads each event at most once. Steps without an event are accepted as `withoutEvent` says.
class PayloadEvaluator final : public FilterEvaluator
{
public:
    PayloadEvaluator(const Log &log, EventTest test, bool withoutEvent)
        : m_log(log), m_test(std::move(test)), m_withoutEvent(withoutEvent)
    {}

    void test(const FilterRange &range, const std::uint8_t *active, std::uint8_t *out) override
    {
        const auto *events = range.chunk->event.data() + range.offset;
        for (std::size_t i = 0; i < range.count; ++i)
            out[i] = active[i] != 0 && accepts(events[i]) ? 1 : 0;
    }

    bool accepts(std::uint32_t number)
    {
        if (number == 0) return m_withoutEvent;
        if (number >= m_known.size())
            m_known.resize(std::max<std::size_t>(number + 1U, m_known.size() * 2));
        auto &known = m_known[number]; // 0: not asked yet
        if (known == 0) {
            const auto event = m_log.event(EventNumber(number));
            known = (event ? m_test(*event) : m_withoutEvent) ? 2 : 1;
        }
        return known == 2;
    }

private:
    const Log &m_log;
    EventTest m_test;
    bool m_withoutEvent;
    std::vector<std::uint8_t> m_known;
};

class AttributeNode final : public Filter::Node
{
public:
    AttributeNode(FilterAttribute attribute, FilterCondition condition)
        : m_attribute(attribute), m_condition(std::move(condition))
    {}
    bool readsPayload() const override { return true; }
    std::unique_ptr<FilterEvaluator> bind(const Log &log) const override
    {
        const auto test = [this](const Event &event) {
            return m_condition.acceptsText(m_attribute == FilterAttribute::Id ? event.id
                                                                              : event.source);
        };
        return std::make_unique<PayloadEvaluator>(log, test, m_condition.acceptsNothing());
    }

private:
    FilterAttribute m_attribute;
    FilterCondition m_condition;
};

class DataNode final : public Filter::Node
{
public:
    DataNode(const std::string &path, std::optional<FilterCondition> condition)
        : m_condition(std::move(condition))
    {
        for (std::size_t at = 0; at <= path.size();) {
            const auto dot = std::min(path.find('.', at), path.size());
            m_path.push_back(path.substr(at, dot - at));
            at = dot + 1;
        }
    }
    bool readsPayload() const override { return true; }
    std::unique_ptr<FilterEvaluator> bind(const Log &log) const override
    {
        auto parser = std::make_shared<simdjson::dom::parser>();
        const auto test = [this, parser](const Event &event) { return accepts(event, *parser); };
        return std::make_unique<PayloadEvaluator>(log, test, acceptsNothing());
    }

private:
    bool acceptsNothing() const { return m_condition && m_condition->acceptsNothing(); }

    bool accepts(const Event &event, simdjson::dom::parser &parser) const
    {
        simdjson::dom::element element;
        if (event.encoding != DataEncoding::Json || event.data.empty()
            || parser.parse(event.data).get(element) != simdjson::SUCCESS || !descend(element)) {
            return acceptsNothing();
        }
        return !m_condition || acceptsValue(element);
    }

    bool descend(simdjson::dom::element &element) const
    {
        for (const auto &name : m_path) {
            simdjson::dom::object object;
            simdjson::dom::array array;
            if (element.get(object) == simdjson::SUCCESS) {
                if (object.at_key(name).get(element) != simdjson::SUCCESS) return false;
            } else if (element.get(array) == simdjson::SUCCESS) {
                std::size_t index = 0;
                for (const char c : name) {
                    if (c < '0' || c > '9' || index > 100'000'000) return false;
                    index = index * 10 + static_cast<std::size_t>(c - '0');
                }
                if (name.empty() || array.at(index).get(element) != simdjson::SUCCESS) return false;
            } else {
                return false;
            }
        }
        return true;
    }

    bool acceptsValue(simdjson::dom::element element) const
    {
        std::string_view text;
        bool truth = false;
        double number = 0;
        if (element.get(text) == simdjson::SUCCESS) return m_condition->acceptsText(text);
        if (element.get(truth) == simdjson::SUCCESS)
            return m_condition->acceptsText(truth ? "true" : "false");
        if (element.get(number) == simdjson::SUCCESS) return m_condition->acceptsNumber(number);
        if (element.is_null()) return m_condition->acceptsText("null");
        return m_condition->acceptsText(simdjson::minify(element));
    }

    std::vector<std::string> m_path;
    std::optional<FilterCondition> m_condition;
};

/// Names first; the payload only where they do not have the word.
class AnythingEvaluator final : public FilterEvaluator
{
public:
    AnythingEvaluator(const Log &log, const std::string &word)
        : m_log(log),
          m_word(word),
          m_payload(
              log, [&word](const Event &event) { return occursIn(event, word); }, false)
    {}

    void test(const FilterRange &range, const std::uint8_t *active, std::uint8_t *out) override
    {
        const auto &chunk = *range.chunk;
        for (std::size_t i = 0; i < range.count; ++i) {
            const auto at = range.offset + i;
            out[i] =
                active[i] != 0
                        && (inKind(chunk, at) || inName(chunk.type[at]) || inName(chunk.subject[at])
                            || inName(chunk.correlation[at]) || inParticipant(chunk.sender[at])
                            || inParticipant(chunk.receiver[at])
                            || m_payload.accepts(chunk.event[at]))
                    ? 1
                    : 0;
        }
    }

private:
    static bool occursIn(const Event &event, const std::string &word)
    {
        if (containsIgnoringCase(event.data, word) || containsIgnoringCase(event.id, word)
            || containsIgnoringCase(event.source, word)
            || containsIgnoringCase(event.causation, word)) {
            return true;
        }
        for (const auto &[name, value] : event.extensions)
            if (containsIgnoringCase(name, word) || containsIgnoringCase(value, word)) return true;
        return false;
    }

    bool inKind(const FlowIndex::Chunk &chunk, std::size_t at) const
    {
        const auto kind = static_cast<StepKind>(chunk.kindAndFlags[at] & FlowIndex::kindMask);
        if (chunk.attempt[at] > 1 && m_word == "retry") return true;
        return m_word == stepKindName(kind);
    }

    bool inName(std::uint32_t id)
    {
        if (id >= m_names.size()) m_names.resize(std::max<std::size_t>(id + 1, m_names.size() * 2));
        auto &known = m_names[id];
        if (known == 0) known = containsIgnoringCase(m_log.name(NameId(id)), m_word) ? 2 : 1;
        return known == 2;
    }

    bool inParticipant(std::uint16_t id)
    {
        if (id >= m_participants.size()) m_participants.resize(id + 1U);
        auto &known = m_participants[id];
        if (known == 0) {
            known = containsIgnoringCase(m_log.participantName(ParticipantId(id)), m_word) ? 2 : 1;
        }
        return known == 2;
    }

    const Log &m_log;
    const std::string &m_word;
    PayloadEvaluator m_payload;
    std::vector<std::uint8_t> m_names;
    std::vector<std::uint8_t> m_participants;
};

class AnythingNode final : public Filter::Node
{
public:
    explicit AnythingNode(const std::string &word) : m_word(loweredAscii(word)) {}
    bool readsPayload() const override { return true; }
    std::unique_ptr<FilterEvaluator> bind(const Log &log) const override
    {
        return std::make_unique<AnythingEvaluator>(log, m_word);
    }

private:
    std::string m_word;
};

} // namespace

FilterNodePtr filterOnAttribute(FilterAttribute attribute, FilterCondition condition)
{
    return std::make_shared<AttributeNode>(attribute, std::move(condition));
}

FilterNodePtr filterOnData(std::string path, std::optional<FilterCondition> condition)
{
    return std::make_shared<DataNode>(path, std::move(condition));
}

FilterNodePtr filterOnAnything(std::string word)
{
    return std::make_shared<AnythingNode>(word);
}

} // namespace playhead
