// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/branchplan.h"

#include <algorithm>
#include <tuple>

namespace playhead {
namespace {

int sideOf(const BranchEdit &edit)
{
    return edit.side == BranchEdit::Side::Before ? -1 : 1;
}

/// Calls visit(position) for each contribution of the event, the first ones first.
template <class Visit>
void forEachContribution(const Log &log, const Contributions &all, EventNumber event,
                         NameId subject, Visit visit)
{
    const auto own = all.of(subject);
    for (std::uint64_t i = 0; i < own.count(); ++i)
        if (const auto at = own.at(i); log.at(at).event == event) visit(at);
}

/// The position at which the log first shows the event; `seen` is any of its steps.
Position firstShown(const Log &log, const Contributions &all, Position seen)
{
    const auto step = log.at(seen);
    const auto own = all.of(step.subject);
    for (auto i = own.countUpTo(seen); i > 0; --i)
        if (const auto at = own.at(i - 1); log.at(at).event == step.event) return at;
    return {};
}

} // namespace

/// What the edits say of one event.
struct BranchPlan::Change
{
    Position seen;
    bool isSkipped = false;
    const BranchEdit *moved = nullptr;
    std::vector<const EventChange *> changes;
};

NameId BranchPlan::subject(const Log &log, const std::string &text) const
{
    if (text.empty()) return {};
    const auto found = m_newSubjects.find(text);
    return found == m_newSubjects.end() ? log.names().find(text) : found->second;
}

NameId BranchPlan::internSubject(const Log &log, const std::string &text)
{
    const auto known = subject(log, text);
    if (known.isValid() || text.empty()) return known;
    // Name tables never get that far.
    const NameId made(0xFFFFFFFFU - static_cast<std::uint32_t>(m_newSubjects.size()));
    m_newSubjects.emplace(text, made);
    return made;
}

Result<BranchPlan> BranchPlan::make(const Log &log, Observer observer, const Branch &branch,
                                    const std::stop_token &stop)
{
    if (auto fits = checkBranch(log, branch); !fits) return tl::unexpected(fits.error());
    BranchPlan plan;
    plan.m_observer = observer;
    std::unordered_map<EventNumber, Change> changes;
    for (const auto &edit : branch.edits()) {
        if (edit.kind == BranchEdit::Kind::Insert) continue;
        auto &change = changes[log.at(edit.position).event];
        change.seen = edit.position;
        if (edit.kind == BranchEdit::Kind::Skip) change.isSkipped = true;
        if (edit.kind == BranchEdit::Kind::Move) change.moved = &edit;
        if (edit.kind == BranchEdit::Kind::Edit) change.changes.push_back(&edit.event);
    }
    std::unordered_map<EventNumber, EventPtr> contents;
    for (const auto &[number, change] : changes) {
        auto event = log.event(number);
        if (!event) return tl::unexpected(event.error());
        for (const auto *attributes : change.changes)
            attributes->applyTo(*event);
        const auto &content = contents[number] = std::make_shared<const Event>(std::move(*event));
        // A consumer has what it acknowledged, wherever else the event is moved to.
        const bool isGone = change.isSkipped || (observer.isLog() && change.moved);
        if (!isGone && change.changes.empty()) continue;
        auto &fate = plan.m_fates[number];
        fate.isGone = isGone;
        fate.changed = content;
        fate.subject = plan.internSubject(log, content->subject);
        fate.before = log.at(change.seen).subject;
    }
    if (observer.isLog()) {
        for (const auto &edit : branch.edits()) {
            const bool isInsert = edit.kind == BranchEdit::Kind::Insert;
            if (!isInsert && edit.kind != BranchEdit::Kind::Duplicate
                && edit.kind != BranchEdit::Kind::Move)
                continue;
            EventPtr content;
            if (isInsert) {
                Event event;
                edit.event.applyTo(event);
                content = std::make_shared<const Event>(std::move(event));
            } else {
                const auto number = log.at(edit.position).event;
                const auto &change = changes[number];
                const bool holds = edit.kind == BranchEdit::Kind::Duplicate
                                   || (change.moved == &edit && !change.isSkipped);
                if (!holds) continue;
                content = contents[number];
            }
            const auto subject = plan.internSubject(log, content->subject);
            plan.m_inserted.push_back({edit.target, sideOf(edit), content, subject});
        }
    }
    const auto all = log.contributions(observer)->upTo(log.watermark(), stop);
    for (const auto &[number, fate] : plan.m_fates) {
        const auto takeIt = [&plan, &fate = fate](Position at) { plan.take(at, fate); };
        if (!observer.isLog())
            forEachContribution(log, all, number, fate.before, takeIt);
        else if (const auto first = firstShown(log, all, changes[number].seen); first.isValid())
            takeIt(first);
    }
    plan.m_known = all.count();
    plan.sort();
    return plan;
}

void BranchPlan::extend(const Log &log, const Contributions &all)
{
    const auto before = m_removed.size();
    // The log shows an event for the first time once.
    if (!m_observer.isLog() && !m_fates.empty()) {
        std::vector<Position> fresh;
        all.collect(m_known, all.count() - std::min(m_known, all.count()), fresh);
        for (const auto at : fresh) {
            const auto fate = m_fates.find(log.at(at).event);
            if (fate != m_fates.end()) take(at, fate->second);
        }
    }
    m_known = std::max(m_known, all.count());
    if (m_removed.size() != before) sort();
}

void BranchPlan::take(Position position, const Fate &fate)
{
    m_removed.push_back({position, fate.before});
    if (!fate.isGone) m_inserted.push_back({position, 0, fate.changed, fate.subject});
}

void BranchPlan::sort()
{
    std::ranges::sort(m_removed, {}, &Removed::position);
    std::ranges::stable_sort(
        m_inserted, {}, [](const Inserted &one) { return std::tuple(one.position, one.side); });
}

} // namespace playhead
