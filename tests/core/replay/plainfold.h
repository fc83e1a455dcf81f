// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/branch.h"
#include "replay/eventsequence.h"
#include "replay/reducer.h"
#include "scriptedlog.h"

#include <QtGlobal>

#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace playhead::test {

/// An event as an observer takes it in, found in the plainest way.
struct PlainItem
{
    Position position;
    Event event;
    std::uint64_t sequence = 0;
};

/// What an observer of a log or a branch folds, told from each step and each edit alone.
inline std::vector<PlainItem> plainItems(const Log &log, Observer observer, const Branch *branch)
{
    std::vector<BranchEdit> edits;
    if (branch) edits = branch->edits();
    std::vector<PlainItem> items;
    const auto contentOf = [&](EventNumber number) {
        auto event = *log.event(number);
        for (const auto &edit : edits)
            if (edit.kind == BranchEdit::Kind::Edit && log.at(edit.position).event == number)
                edit.event.applyTo(event);
        return event;
    };
    const auto isSkipped = [&](EventNumber number) {
        for (const auto &edit : edits)
            if (edit.kind == BranchEdit::Kind::Skip && log.at(edit.position).event == number)
                return true;
        return false;
    };
    const auto lastMove = [&](EventNumber number) -> const BranchEdit * {
        const BranchEdit *last = nullptr;
        for (const auto &edit : edits)
            if (edit.kind == BranchEdit::Kind::Move && log.at(edit.position).event == number)
                last = &edit;
        return last;
    };
    const auto addPlaced = [&](Position at, BranchEdit::Side side) {
        if (!observer.isLog()) return;
        for (const auto &edit : edits) {
            if (edit.target != at || edit.side != side) continue;
            if (edit.kind == BranchEdit::Kind::Insert) {
                Event event;
                edit.event.applyTo(event);
                items.push_back({at, event});
            } else if (edit.kind == BranchEdit::Kind::Duplicate) {
                items.push_back({at, contentOf(log.at(edit.position).event)});
            } else if (edit.kind == BranchEdit::Kind::Move) {
                const auto number = log.at(edit.position).event;
                if (lastMove(number) == &edit && !isSkipped(number))
                    items.push_back({at, contentOf(number)});
            }
        }
    };
    std::set<EventNumber> seen;
    for (Position at(1); at <= log.watermark(); at = advanced(at, 1)) {
        addPlaced(at, BranchEdit::Side::Before);
        const auto step = log.at(at);
        const bool isRequest = step.kind == StepKind::Command || step.kind == StepKind::Query
                               || step.kind == StepKind::Reply;
        bool counts = step.event.isValid() && !isRequest;
        if (counts && !observer.isLog())
            counts = step.kind == StepKind::Ack && step.sender == observer.consumer;
        if (counts && (observer.isLog() || observer.idempotent))
            counts = seen.insert(step.event).second;
        if (counts && !isSkipped(step.event) && !(observer.isLog() && lastMove(step.event)))
            items.push_back({at, contentOf(step.event)});
        addPlaced(at, BranchEdit::Side::After);
    }
    std::map<std::string, std::uint64_t> counts;
    for (auto &item : items)
        item.sequence = counts[item.event.subject]++;
    return items;
}

/// The state after the last item at or before `at`: of one subject or, where that is none, whole.
inline Json plainState(const std::vector<PlainItem> &items, const Reducer &reducer, Position at,
                       const std::optional<std::string> &subject = {})
{
    std::map<std::string, Json> states;
    if (!reducer.isPerSubject()) states[""] = reducer.initialState();
    for (const auto &item : items) {
        if (item.position > at) break;
        const auto key = reducer.isPerSubject() ? item.event.subject : std::string();
        auto &state = states.try_emplace(key, reducer.initialState()).first->second;
        static_cast<void>(reducer.apply(state, item.event));
    }
    if (!reducer.isPerSubject()) return states[""];
    if (subject) return states.contains(*subject) ? states[*subject] : Json();
    auto whole = Json::object();
    for (const auto &[key, state] : states)
        if (!state.is_null()) whole[key] = state;
    return whole;
}

/// Depends on every event and on their order.
class ChainReducer final : public Reducer
{
public:
    bool isPerSubject() const override { return false; }
    Json initialState() const override { return {{"events", 0}, {"chain", 7}}; }
    Result<void> apply(Json &state, const Event &event) const override
    {
        if (event.type == "refused") return failure("refused");
        auto chain = state["chain"].get<std::uint64_t>();
        for (const auto &text : {event.id, event.type, event.subject, event.data})
            for (const char c : text)
                chain = (chain * 31 + static_cast<unsigned char>(c)) % 1'000'003;
        state["chain"] = chain;
        state["events"] = state["events"].get<int>() + 1;
        state["types"][event.type] = event.data;
        return {};
    }
};

/// Events of few subjects, delivered to two consumers, who acknowledge in any order, more than once
/// or not at all.
class RandomLog
{
public:
    explicit RandomLog(std::uint32_t seed) : m_random(seed) {}

    void grow(std::size_t steps)
    {
        static const char *const types[] = {"placed", "paid", "item.removed", "refused", "sent"};
        static const char *const subjects[] = {"a", "b", "c", "", "d"};
        for (std::size_t i = 0; i < steps; ++i) {
            const auto *consumer = pick(2) == 0 ? "mail" : "stock";
            switch (m_events == 0 ? 0 : pick(8)) {
            case 0:
            case 1: {
                auto event = m_script.json(types[pick(5)], subjects[pick(5)], data());
                ++m_events;
                if (pick(20) == 0) // known before anybody saw its publish
                    m_script.deliver(consumer, event);
                else
                    m_script.publish(event);
                break;
            }
            case 2: m_script.deliver(consumer, any()); break;
            case 3: m_script.nack(consumer, any()); break;
            case 4:
                if (pick(6) == 0)
                    m_script.step(StepKind::Command, "web", "shop",
                                  m_script.json("buy", "a", data())),
                        ++m_events;
                else
                    m_script.step(StepKind::Publish, "shop", "ch", EventNumber());
                break;
            default: m_script.ack(consumer, any()); break;
            }
        }
    }

    [[nodiscard]] std::uint32_t pick(std::uint32_t below) { return m_random() % below; }
    [[nodiscard]] Position anywhere()
    {
        return Position(1 + pick(static_cast<std::uint32_t>(m_script.log()->watermark().value())));
    }
    [[nodiscard]] LogPtr log() const { return m_script.log(); }
    [[nodiscard]] const ScriptedLog &script() const { return m_script; }

    [[nodiscard]] Branch branch(std::size_t edits)
    {
        Branch branch("what if");
        const auto log = m_script.log();
        while (branch.edits().size() < edits) {
            const auto at = anywhere();
            const auto side = pick(2) == 0 ? BranchEdit::Side::Before : BranchEdit::Side::After;
            EventChange change;
            if (pick(2) == 0) change.type = pick(2) == 0 ? "paid" : "other";
            if (pick(2) == 0) change.subject = pick(2) == 0 ? "b" : "new";
            if (pick(2) == 0) change.setJson({{"y", pick(9)}});
            BranchEdit edit;
            switch (pick(5)) {
            case 0: edit = BranchEdit::skip(at); break;
            case 1: edit = BranchEdit::edit(at, change); break;
            case 2: edit = BranchEdit::insert(change, side, anywhere()); break;
            case 3: edit = BranchEdit::duplicate(at, side, anywhere()); break;
            default: edit = BranchEdit::move(at, side, anywhere()); break;
            }
            Branch one;
            one.add(edit);
            if (checkBranch(*log, one)) branch.add(edit);
        }
        return branch;
    }

private:
    std::string data()
    {
        if (pick(15) == 0) return "{\"broken\":";
        return Json{{std::string(1, static_cast<char>('x' + pick(3))), pick(9)}}.dump();
    }
    EventNumber any() { return EventNumber(1 + pick(static_cast<std::uint32_t>(m_events))); }

    std::mt19937 m_random;
    ScriptedLog m_script;
    std::size_t m_events = 0;
};

inline EventSequence sequenceOf(const LogPtr &log, SequenceScope scope)
{
    auto made = EventSequence::make(log, std::move(scope));
    if (!made) qFatal("%s", made.error().message.c_str());
    return std::move(*made);
}

/// The observers of a RandomLog.
inline std::vector<Observer> observersOf(const RandomLog &random)
{
    const auto mail = random.script().participant("mail");
    return {{}, {mail}, {mail, true}, {random.script().participant("stock"), true}};
}

} // namespace playhead::test
