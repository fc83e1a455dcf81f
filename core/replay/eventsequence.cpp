// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/eventsequence.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <unordered_map>

namespace playhead {

/// By subject, in pages that come with their first subject: ids of subjects that are active at the
/// same time are close to each other.
struct SequenceNumbers::Counts
{
    static constexpr std::size_t pageSize = 1024;
    using Page = std::array<std::uint32_t, pageSize>; // 0: not met; else the next number, plus 1

    std::uint32_t &of(NameId subject)
    {
        // Subjects that only a branch has are numbered from the top.
        if (subject.value() >= 0x80000000U) return fromBranch[subject.value()];
        const auto page = subject.value() / pageSize;
        if (page >= pages.size()) pages.resize(page + 1);
        if (!pages[page]) pages[page] = std::make_unique<Page>(Page{});
        return (*pages[page])[subject.value() % pageSize];
    }
    void clear()
    {
        pages.clear();
        fromBranch.clear();
    }

    std::vector<std::unique_ptr<Page>> pages;
    std::unordered_map<std::uint32_t, std::uint32_t> fromBranch;
};

SequenceNumbers::SequenceNumbers(bool areRead)
    : m_counts(std::make_unique<Counts>()), m_areRead(areRead)
{}
SequenceNumbers::~SequenceNumbers() = default;
SequenceNumbers::SequenceNumbers(SequenceNumbers &&) noexcept = default;
SequenceNumbers &SequenceNumbers::operator=(SequenceNumbers &&) noexcept = default;

EventSequence::EventSequence(LogPtr log, SequenceScope scope)
    : m_log(std::move(log)),
      m_scope(std::move(scope)),
      m_index(m_log->contributions(m_scope.observer))
{}

Result<EventSequence> EventSequence::make(LogPtr log, SequenceScope scope,
                                          const std::stop_token &stop)
{
    EventSequence sequence(std::move(log), std::move(scope));
    if (sequence.m_scope.branch) {
        auto plan = BranchPlan::make(*sequence.m_log, sequence.m_scope.observer,
                                     *sequence.m_scope.branch, stop);
        if (!plan) return tl::unexpected(plan.error());
        sequence.m_plan = std::move(*plan);
    }
    return sequence;
}

void EventSequence::resolveSubject()
{
    if (!m_scope.subject || (m_subject && !m_isUnknown)) return;
    const auto &text = *m_scope.subject;
    m_subject = m_plan ? m_plan->subject(*m_log, text) : m_log->names().find(text);
    m_isUnknown = !m_subject->isValid() && !text.empty();
    // Nothing has that number.
    if (m_isUnknown) m_subject = NameId(0x80000000U);
}

bool EventSequence::extend(Position at, const std::stop_token &stop)
{
    const auto wanted = std::min(at, m_log->watermark());
    if (m_extended.isValid() && wanted <= m_extended) return true;
    // A branch may reach to the end of the log, from wherever its edits move something to.
    const auto end = m_plan ? m_log->watermark() : wanted;
    auto all = m_index->upTo(end, stop);
    if (all.covered() < end) return false;
    resolveSubject();
    if (m_plan) m_plan->extend(*m_log, all);
    m_observed = Observed(std::move(all), m_subject);
    if (m_plan) m_patch = BranchPatch(*m_plan, m_observed, m_subject);
    m_extended = m_observed.all().covered();
    return true;
}

std::uint64_t EventSequence::countUpTo(Position at) const
{
    if (!at.isValid()) return 0;
    return m_plan ? m_patch.countUpTo(at, m_observed) : m_observed.countUpTo(at);
}

Position EventSequence::positionAt(std::uint64_t index) const
{
    if (!m_plan) return m_observed.at(index);
    const auto run = m_patch.runAt(index);
    return run.inserted ? run.inserted->position : m_observed.at(run.rank);
}

std::uint64_t EventSequence::commonWithLog() const
{
    return m_plan ? m_patch.common() : ~std::uint64_t(0);
}

void EventSequence::addRun(const BranchPatch::Run &run, std::uint64_t count,
                           EventBatch &batch) const
{
    if (run.inserted) {
        batch.inserted.push_back(run.inserted->event);
        batch.positions.push_back(run.inserted->position);
        batch.numbers.emplace_back();
        return;
    }
    const auto before = batch.positions.size();
    m_observed.collect(run.rank, count, batch.positions);
    for (auto i = before; i < batch.positions.size(); ++i)
        batch.numbers.push_back(m_log->index().eventAt(batch.positions[i]));
}

Result<void> EventSequence::read(std::uint64_t first, std::size_t count, SequenceNumbers &numbers,
                                 EventBatch &batch) const
{
    batch.folded.clear();
    batch.numbers.clear();
    batch.positions.clear();
    batch.inserted.clear();
    for (std::size_t done = 0; done < count;) {
        const auto run =
            m_plan ? m_patch.runAt(first + done) : BranchPatch::Run{nullptr, first, count};
        const auto length = std::min<std::uint64_t>(run.length, count - done);
        addRun(run, length, batch);
        done += static_cast<std::size_t>(length);
    }
    assert(batch.positions.size() == count);
    if (batch.events.size() < count) batch.events.resize(count);
    // Read what is the log's own in as few pieces as there are.
    for (std::size_t begin = 0; begin < count;) {
        auto end = begin;
        while (end < count && batch.numbers[end].isValid())
            ++end;
        const auto piece = std::span(batch.numbers).subspan(begin, end - begin);
        if (!piece.empty()) {
            auto done =
                m_log->readEvents(piece, std::span(batch.events).subspan(begin, piece.size()));
            if (!done) return done;
        }
        begin = end + 1;
    }
    std::size_t inserted = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto *event =
            batch.numbers[i].isValid() ? &batch.events[i] : batch.inserted[inserted++].get();
        batch.folded.push_back({event, batch.positions[i], first + i});
    }
    if (!m_subject && numbers.m_areRead) number(first, numbers, batch);
    return {};
}

NameId EventSequence::subjectOf(const FoldEvent &event, EventNumber number) const
{
    return number.isValid() ? m_log->index().subjectAt(event.position)
                            : m_plan->subject(*m_log, event.event->subject);
}

void EventSequence::number(std::uint64_t first, SequenceNumbers &numbers, EventBatch &batch) const
{
    if (numbers.m_index != first) {
        numbers.m_counts->clear();
        numbers.m_fromStart = first == 0;
    }
    for (std::size_t i = 0; i < batch.folded.size(); ++i) {
        auto &event = batch.folded[i];
        const auto subject = subjectOf(event, batch.numbers[i]);
        auto &next = numbers.m_counts->of(subject);
        if (next == 0) {
            next = 1;
            if (!numbers.m_fromStart)
                next += static_cast<std::uint32_t>(sequenceAt(first + i, subject, event.position));
        }
        event.sequence = next++ - 1;
    }
    numbers.m_index = first + batch.folded.size();
}

std::uint64_t EventSequence::sequenceAt(std::uint64_t index, NameId subject, Position at) const
{
    const auto &all = m_observed.all();
    if (!m_plan) return all.countUpTo(subject, Position(at.value() - 1));
    const auto rank = m_patch.runAt(index).rank;
    const auto own = rank == 0 ? 0 : all.countUpTo(subject, all.at(rank - 1));
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(own)
                                      + m_patch.surplusBefore(index, subject));
}

} // namespace playhead
