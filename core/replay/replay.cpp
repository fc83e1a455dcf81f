// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/replay.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace playhead {
namespace {

/// Steps whose message is an event: requests and replies carry none.
bool showsEvent(std::uint8_t kindAndFlags)
{
    switch (static_cast<StepKind>(kindAndFlags & FlowIndex::kindMask)) {
    case StepKind::Publish:
    case StepKind::Deliver:
    case StepKind::Ack:
    case StepKind::Nack:
    case StepKind::DeadLetter: return true;
    case StepKind::Command:
    case StepKind::Query:
    case StepKind::Reply: return false;
    }
    return false;
}

/// Calls visit(chunk, offset, position) for each step up to `last`, until asked to stop.
template <class Visit>
void forEachStep(const Log &log, Position last, const std::stop_token &stop, Visit visit)
{
    const auto end = std::min(last, log.watermark()).value();
    for (std::uint64_t first = 0; first < end && !stop.stop_requested();
         first += FlowIndex::chunkSize) {
        const auto &chunk = *log.index().chunk(first / FlowIndex::chunkSize);
        const auto count = std::min<std::uint64_t>(FlowIndex::chunkSize, end - first);
        for (std::uint64_t i = 0; i < count; ++i)
            visit(chunk, i, Position(first + i + 1));
    }
}

bool isAckOf(const FlowIndex::Chunk &chunk, std::size_t i, ParticipantId consumer)
{
    return (chunk.kindAndFlags[i] & FlowIndex::kindMask) == static_cast<std::uint8_t>(StepKind::Ack)
           && chunk.sender[i] == consumer.value();
}

} // namespace

Replay::Replay(LogPtr log, ProjectionPtr projection, Observer observer)
    : m_log(std::move(log)), m_projection(std::move(projection)), m_observer(observer)
{}

Result<std::unique_ptr<Fold>> Replay::foldAll(const std::vector<Position> &positions,
                                              const std::stop_token &stop,
                                              FoldProblems *problems) const
{
    constexpr std::size_t batch = 1000;
    auto fold = m_projection->start();
    std::unordered_map<NameId, std::uint64_t> sequences;
    std::vector<Event> events;
    std::vector<FoldEvent> folded;
    FoldProblems ignored;
    auto &noted = problems ? *problems : ignored;
    for (std::size_t begin = 0; begin < positions.size() && !noted.stopped; begin += batch) {
        const auto end = std::min(positions.size(), begin + batch);
        events.clear();
        folded.clear();
        events.reserve(batch);
        for (auto i = begin; i < end; ++i) {
            if (stop.stop_requested()) return nullptr;
            const auto step = m_log->at(positions[i]);
            auto event = m_log->event(step.event);
            if (!event) return tl::unexpected(std::move(event.error()));
            events.push_back(std::move(*event));
            folded.push_back({&events.back(), positions[i], sequences[step.subject]++});
        }
        fold->apply(folded, noted, stop);
    }
    if (stop.stop_requested()) return nullptr;
    return fold;
}

Result<std::unique_ptr<Fold>> Replay::fold(Position at, std::stop_token stop,
                                           FoldProblems *problems) const
{
    return foldAll(contributions(at, stop), stop, problems);
}

Result<Json> Replay::subjectState(NameId subject, Position at, std::stop_token stop,
                                  FoldProblems *problems) const
{
    const auto fold = m_projection->isPerSubject()
                          ? foldAll(contributions(subject, at, stop), stop, problems)
                          : this->fold(at, stop, problems);
    if (!fold) return tl::unexpected(fold.error());
    if (!*fold) return Json();
    return (*fold)->state(m_log->name(subject));
}

Result<Json> Replay::state(Position at, std::stop_token stop, FoldProblems *problems) const
{
    const auto fold = this->fold(at, stop, problems);
    if (!fold) return tl::unexpected(fold.error());
    return *fold ? wholeState(**fold) : Json();
}

std::vector<Position> Replay::contributions(NameId subject, Position at, std::stop_token stop) const
{
    std::vector<Position> positions;
    std::unordered_set<std::uint32_t> seen;
    const auto wanted = subject.value();
    forEachStep(*m_log, at, stop, [&](const FlowIndex::Chunk &chunk, std::size_t i, Position p) {
        if (chunk.subject[i] != wanted || chunk.event[i] == 0) return;
        const bool counts = m_observer.isLog() ? showsEvent(chunk.kindAndFlags[i])
                                                     && seen.insert(chunk.event[i]).second
                                               : isAckOf(chunk, i, m_observer.consumer);
        if (counts) positions.push_back(p);
    });
    return positions;
}

std::vector<Position> Replay::contributions(Position at, std::stop_token stop) const
{
    std::vector<Position> positions;
    std::vector<bool> seen(m_observer.isLog() ? m_log->eventCount() + 1 : 0);
    forEachStep(*m_log, at, stop, [&](const FlowIndex::Chunk &chunk, std::size_t i, Position p) {
        const auto event = chunk.event[i];
        if (event == 0) return;
        if (!m_observer.isLog()) {
            if (isAckOf(chunk, i, m_observer.consumer)) positions.push_back(p);
            return;
        }
        if (!showsEvent(chunk.kindAndFlags[i])) return;
        if (event >= seen.size()) seen.resize(event + 1U); // recorded meanwhile
        if (seen[event]) return;
        seen[event] = true;
        positions.push_back(p);
    });
    return positions;
}

std::vector<NameId> Replay::subjects(Position at) const
{
    std::vector<NameId> subjects;
    std::vector<bool> seen;
    forEachStep(*m_log, at, {}, [&](const FlowIndex::Chunk &chunk, std::size_t i, Position) {
        const auto subject = chunk.subject[i];
        if (chunk.event[i] == 0) return;
        if (m_observer.isLog() ? !showsEvent(chunk.kindAndFlags[i])
                               : !isAckOf(chunk, i, m_observer.consumer))
            return;
        if (subject >= seen.size())
            seen.resize(std::max<std::size_t>(subject + 1U, seen.size() * 2));
        if (seen[subject]) return;
        seen[subject] = true;
        subjects.push_back(NameId(subject));
    });
    return subjects;
}

Json stateDifference(const Json &before, const Json &after)
{
    return Json::diff(before, after);
}

} // namespace playhead
