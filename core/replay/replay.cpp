// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/replay.h"

#include "replay/eventfeed.h"
#include "replay/eventsequence.h"

#include <algorithm>
#include <unordered_set>

namespace playhead {

Replay::Replay(LogPtr log, ProjectionPtr projection, Observer observer, BranchPtr branch)
    : m_log(std::move(log)),
      m_projection(std::move(projection)),
      m_observer(observer),
      m_branch(std::move(branch))
{}

Result<std::unique_ptr<Fold>> Replay::foldAll(std::optional<std::string> subject, Position at,
                                              const std::stop_token &stop,
                                              FoldProblems *problems) const
{
    auto sequence = EventSequence::make(m_log, {m_observer, m_branch, std::move(subject)}, stop);
    if (!sequence) return tl::unexpected(sequence.error());
    if (!sequence->extend(at, stop)) return nullptr;
    auto fold = m_projection->start();
    SequenceNumbers numbers(m_projection->readsSequence());
    FoldProblems ignored;
    auto &noted = problems ? *problems : ignored;
    EventFeed feed(*sequence, numbers, 0, sequence->countUpTo(at));
    while (!noted.stopped && !stop.stop_requested()) {
        const auto batch = feed.next();
        if (!batch) return tl::unexpected(batch.error());
        if (!*batch) break;
        fold->apply((*batch)->folded, noted, stop);
    }
    if (stop.stop_requested()) return nullptr;
    return fold;
}

Result<std::unique_ptr<Fold>> Replay::fold(Position at, std::stop_token stop,
                                           FoldProblems *problems) const
{
    return foldAll(std::nullopt, at, stop, problems);
}

Result<Json> Replay::subjectState(std::string_view subject, Position at, std::stop_token stop,
                                  FoldProblems *problems) const
{
    std::optional<std::string> only;
    if (m_projection->isPerSubject()) only = subject;
    const auto fold = foldAll(std::move(only), at, stop, problems);
    if (!fold) return tl::unexpected(fold.error());
    return *fold ? (*fold)->state(subject) : Json();
}

Result<Json> Replay::subjectState(NameId subject, Position at, std::stop_token stop,
                                  FoldProblems *problems) const
{
    return subjectState(m_log->name(subject), at, std::move(stop), problems);
}

Result<Json> Replay::state(Position at, std::stop_token stop, FoldProblems *problems) const
{
    const auto fold = this->fold(at, stop, problems);
    if (!fold) return tl::unexpected(fold.error());
    return *fold ? wholeState(**fold) : Json();
}

std::vector<Position> Replay::contributions(NameId subject, Position at, std::stop_token stop) const
{
    const auto own = m_log->contributions(m_observer)->upTo(at, stop).of(subject);
    std::vector<Position> positions;
    if (stop.stop_requested()) return positions;
    const auto count = own.countUpTo(at);
    positions.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i)
        positions.push_back(own.at(i));
    return positions;
}

std::vector<Position> Replay::contributions(Position at, std::stop_token stop) const
{
    const auto all = m_log->contributions(m_observer)->upTo(at, stop);
    std::vector<Position> positions;
    if (!stop.stop_requested()) all.collect(0, all.countUpTo(at), positions);
    return positions;
}

std::vector<NameId> Replay::subjects(Position at) const
{
    std::vector<NameId> subjects;
    std::unordered_set<NameId> seen;
    for (const auto position : contributions(at))
        if (const auto subject = m_log->at(position).subject; seen.insert(subject).second)
            subjects.push_back(subject);
    return subjects;
}

Result<StateDifference> differenceBetween(const LogPtr &log, const ProjectionPtr &projection,
                                          const StatePlace &before, const StatePlace &after,
                                          const std::optional<std::string> &subject,
                                          const std::stop_token &stop)
{
    const auto stateAt = [&](const StatePlace &place) {
        const Replay replay(log, projection, place.observer, place.branch);
        return subject ? replay.subjectState(*subject, place.at, stop)
                       : replay.state(place.at, stop);
    };
    auto from = stateAt(before);
    if (!from) return tl::unexpected(std::move(from.error()));
    auto to = stateAt(after);
    if (!to) return tl::unexpected(std::move(to.error()));
    auto patch = stateDifference(*from, *to);
    return StateDifference{std::move(*from), std::move(*to), std::move(patch)};
}

Json stateDifference(const Json &before, const Json &after)
{
    return Json::diff(before, after);
}

} // namespace playhead
