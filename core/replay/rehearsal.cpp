// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/rehearsal.h"

#include "replay/eventfeed.h"
#include "replay/eventsequence.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace playhead {
namespace {

using Identity = std::pair<std::string_view, std::string_view>; // source and id

Identity identityOf(const Event &event)
{
    return {event.source, event.id};
}

/// The state before and after an event: two folds that are the same but for that one.
class Stage
{
public:
    Stage(const LogPtr &log, const ProjectionPtr &projection, const StatePlace &place)
        : m_log(log),
          m_projection(projection),
          m_place(place),
          m_before(projection->start()),
          m_after(projection->start())
    {}

    /// Folds the log up to the place; false: asked to stop. `only`: one subject. Notes where those
    /// of `known` are met whose identity is a key there.
    Result<bool> set(const std::optional<std::string> &only, std::map<Identity, Position> &known,
                     const std::stop_token &stop)
    {
        auto sequence = EventSequence::make(m_log, {m_place.observer, m_place.branch, only}, stop);
        if (!sequence) return tl::unexpected(sequence.error());
        if (!sequence->extend(m_place.at, stop)) return false;
        SequenceNumbers numbers(m_projection->readsSequence());
        EventFeed feed(*sequence, numbers, 0, sequence->countUpTo(m_place.at));
        FoldProblems ignored;
        while (!ignored.stopped && !stop.stop_requested()) {
            const auto batch = feed.next();
            if (!batch) return tl::unexpected(batch.error());
            if (!*batch) break;
            for (const auto &[event, position, number] : (*batch)->folded)
                if (const auto met = known.find(identityOf(*event)); met != known.end())
                    met->second = position;
            m_after->apply((*batch)->folded, ignored, stop);
        }
        if (ignored.stopped) m_stopped = ignored;
        m_before->restore(m_after->save());
        m_only = only;
        return !stop.stop_requested();
    }

    Result<Rehearsal> take(const Event &event, Position known, const std::stop_token &stop)
    {
        Rehearsal rehearsal;
        rehearsal.known = known;
        rehearsal.problems = m_stopped;
        if (m_stopped.stopped) return rehearsal;
        auto number = numberOf(event.subject, stop);
        if (!number) return tl::unexpected(number.error());
        const FoldEvent taken{&event, Position(m_place.at.value() + 1), *number};
        m_after->apply({&taken, 1}, rehearsal.problems, stop);
        rehearsal.changes = changedPartitions(*m_before, *m_after, m_only);
        if (rehearsal.problems.stopped) m_stopped = rehearsal.problems;
        m_before->restore(m_after->save());
        return rehearsal;
    }

private:
    /// The next number of an event of that subject.
    Result<std::uint64_t> numberOf(const std::string &subject, const std::stop_token &stop)
    {
        const auto found = m_numbers.find(subject);
        if (found != m_numbers.end()) return found->second++;
        auto own = EventSequence::make(m_log, {m_place.observer, m_place.branch, subject}, stop);
        if (!own) return tl::unexpected(own.error());
        const bool isThere = own->extend(m_place.at, stop);
        const auto count = isThere ? own->countUpTo(m_place.at) : 0;
        m_numbers.emplace(subject, count + 1);
        return count;
    }

    const LogPtr &m_log;
    const ProjectionPtr &m_projection;
    const StatePlace &m_place;
    std::unique_ptr<Fold> m_before;
    std::unique_ptr<Fold> m_after;
    FoldProblems m_stopped; // how the fold stopped, if it did
    std::optional<std::string> m_only;
    std::map<std::string, std::uint64_t> m_numbers; // by subject, of the next event
};

} // namespace

Result<std::vector<Rehearsal>> rehearse(const LogPtr &log, const ProjectionPtr &projection,
                                        const StatePlace &place, std::span<const Event> events,
                                        const std::stop_token &stop)
{
    std::map<Identity, Position> known;
    for (const auto &event : events)
        if (!event.id.empty()) known.emplace(identityOf(event), Position());
    std::map<std::optional<std::string>, std::unique_ptr<Stage>> stages;
    std::vector<Rehearsal> rehearsals;
    for (const auto &event : events) {
        std::optional<std::string> only;
        if (projection->isPerSubject()) only = event.subject;
        auto &stage = stages[only];
        if (!stage) {
            stage = std::make_unique<Stage>(log, projection, place);
            const auto isSet = stage->set(only, known, stop);
            if (!isSet) return tl::unexpected(isSet.error());
            if (!*isSet) return rehearsals;
        }
        const auto met = known.find(identityOf(event));
        auto rehearsal = stage->take(event, met == known.end() ? Position() : met->second, stop);
        if (!rehearsal) return tl::unexpected(rehearsal.error());
        if (stop.stop_requested()) return rehearsals;
        rehearsals.push_back(std::move(*rehearsal));
    }
    return rehearsals;
}

} // namespace playhead
