// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/branchcomparison.h"
#include "replay/eventfeed.h"

#include <unordered_map>

namespace playhead {
namespace {

/// Walks over the steps once and remembers which events are in doubt and who had them.
class Doubts
{
public:
    Doubts(const Log &log, const Branch &branch) : m_log(log)
    {
        for (const auto &edit : branch.edits()) {
            if (edit.kind == BranchEdit::Kind::Insert || edit.kind == BranchEdit::Kind::Duplicate)
                continue; // nothing that was recorded can depend on it
            const auto step = log.at(edit.position);
            m_doubted.emplace(step.event, step.correlation);
        }
    }

    [[nodiscard]] bool isEmpty() const { return m_doubted.empty(); }

    /// The changed events' ids, by which others name them.
    Result<void> readIds()
    {
        for (const auto &[number, correlation] : m_doubted) {
            const auto event = m_log.event(number);
            if (!event) return tl::unexpected(event.error());
            m_byId.emplace(event->id, number);
        }
        return {};
    }

    /// Takes note of who has what delivered, in the steps after `from` up to `to`.
    void walk(Position from, Position to)
    {
        for (auto at = Position(from.value() + 1); at <= to; at = Position(at.value() + 1)) {
            const auto step = m_log.at(at);
            if (step.kind != StepKind::Deliver || !step.correlation.isValid()) continue;
            if (m_doubted.contains(step.event))
                m_had[keyOf(step.receiver, step.correlation)] = step.event;
        }
    }

    void take(const FoldEvent &event)
    {
        const auto step = m_log.at(event.position);
        if (m_doubted.contains(step.event)) return; // changed itself
        const auto certain =
            event.event->causation.empty() ? m_byId.end() : m_byId.find(event.event->causation);
        DoubtfulEvent doubtful{step.event, event.position, {}, certain != m_byId.end()};
        if (doubtful.isCertain) {
            doubtful.cause = certain->second;
        } else {
            // Who says what caused it is believed.
            if (!event.event->causation.empty() || step.kind != StepKind::Publish) return;
            const auto had = m_had.find(keyOf(step.sender, step.correlation));
            if (had == m_had.end()) return;
            doubtful.cause = had->second;
        }
        m_doubted.emplace(step.event, step.correlation);
        m_byId.emplace(event.event->id, step.event);
        m_found.push_back(doubtful);
    }

    std::vector<DoubtfulEvent> found() { return std::move(m_found); }

private:
    static std::uint64_t keyOf(ParticipantId who, NameId correlation)
    {
        return std::uint64_t(who.value()) << 32U | correlation.value();
    }

    const Log &m_log;
    std::unordered_map<EventNumber, NameId> m_doubted; // to their correlations
    std::unordered_map<std::string, EventNumber> m_byId;
    std::unordered_map<std::uint64_t, EventNumber> m_had; // the last one delivered
    std::vector<DoubtfulEvent> m_found;
};

/// The first position that shows one of the changed events.
Position firstChange(const Log &log, const Branch &branch)
{
    Position first = log.watermark();
    const auto all = log.contributions({})->upTo(first);
    for (const auto &edit : branch.edits()) {
        if (edit.kind == BranchEdit::Kind::Insert || edit.kind == BranchEdit::Kind::Duplicate)
            continue;
        const auto step = log.at(edit.position);
        const auto own = all.of(step.subject);
        for (auto i = own.countUpTo(edit.position); i > 0; --i) {
            if (log.at(own.at(i - 1)).event != step.event) continue;
            first = std::min(first, own.at(i - 1));
            break;
        }
    }
    return first;
}

} // namespace

Result<std::vector<DoubtfulEvent>> doubtfulEvents(const LogPtr &log, const Branch &branch,
                                                  const std::stop_token &stop)
{
    if (auto fits = checkBranch(*log, branch); !fits) return tl::unexpected(fits.error());
    Doubts doubts(*log, branch);
    if (doubts.isEmpty()) return doubts.found();
    if (auto done = doubts.readIds(); !done) return tl::unexpected(done.error());
    auto sequence = EventSequence::make(log, {}, stop);
    if (!sequence) return tl::unexpected(sequence.error());
    const auto end = log->watermark();
    if (!sequence->extend(end, stop)) return doubts.found();
    auto walked = firstChange(*log, branch);
    SequenceNumbers numbers;
    EventFeed feed(*sequence, numbers, sequence->countUpTo(walked), sequence->countUpTo(end));
    while (!stop.stop_requested()) {
        const auto batch = feed.next();
        if (!batch) return tl::unexpected(batch.error());
        if (!*batch) break;
        for (const auto &event : (*batch)->folded) {
            doubts.walk(walked, event.position);
            walked = event.position;
            doubts.take(event);
        }
    }
    return doubts.found();
}

} // namespace playhead
