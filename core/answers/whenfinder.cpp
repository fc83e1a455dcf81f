// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/whenfinder.h"

#include "replay/stateview.h"

#include <algorithm>
#include <bit>
#include <map>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::uint64_t wordBits = 64;

} // namespace

WhenFinder::WhenFinder(std::unique_ptr<FoldSource> source, const Projection &projection,
                       std::optional<std::string> partition, Condition condition, Mode mode)
    : m_source(std::move(source)),
      m_fold(projection.start()),
      m_perSubject(projection.isPerSubject()),
      m_partition(std::move(partition)),
      m_condition(std::move(condition)),
      m_mode(mode)
{}

WhenFinder::WhenFinder(const StateQuestion &question, Condition condition, Mode mode)
    : WhenFinder(logFoldSource(question), *question.projection, question.partition,
                 std::move(condition), mode)
{}

Position WhenFinder::reached() const
{
    return m_next < m_events.size() ? Position(m_events[m_next].position.value() - 1)
                                    : m_source->reached();
}

Result<bool> WhenFinder::test(Position position, const std::stop_token &stop)
{
    if (auto done = advance(position, false, stop); !done) return done;
    return firstKnown(position.value(), position.value()).isValid();
}

Result<Position> WhenFinder::next(Position from, Position last, const std::stop_token &stop)
{
    const auto begin = std::max<std::uint64_t>(from.value(), 1);
    while (true) {
        if (const auto found = firstKnown(begin, last.value()); found.isValid()) return found;
        const auto holds = advance(last, true, stop);
        if (!holds) return tl::unexpected(holds.error());
        if (!*holds) return Position();
    }
}

Result<Position> WhenFinder::previous(Position from, const std::stop_token &stop)
{
    if (auto done = advance(from, false, stop); !done) return tl::unexpected(done.error());
    if (stop.stop_requested() || m_found.empty()) return Position();
    auto word = std::min<std::uint64_t>(from.value() / wordBits, m_found.size() - 1);
    auto bits = m_found[word];
    if (word == from.value() / wordBits) // not those behind `from`
        bits &= ~std::uint64_t(0) >> (wordBits - 1 - from.value() % wordBits);
    while (bits == 0 && word > 0)
        bits = m_found[--word];
    if (bits == 0) return Position();
    return Position(word * wordBits + wordBits - 1
                    - static_cast<std::uint64_t>(std::countl_zero(bits)));
}

Result<bool> WhenFinder::advance(Position upTo, bool untilFound, const std::stop_token &stop)
{
    constexpr std::size_t batch = 256;
    while (true) {
        while (m_next < m_events.size() && m_events[m_next].position <= upTo) {
            if (stop.stop_requested()) return false;
            if (m_stoppedAt.isValid())
                return failure(fmt::format("The projection stopped at position {}: {}",
                                           m_stoppedAt.value(), m_stopReason));
            if (take(m_events[m_next]) && untilFound) {
                ++m_next;
                return true;
            }
            if (!m_stoppedAt.isValid()) ++m_next; // else it stays, and nothing behind it is known
        }
        if (m_next < m_events.size() || m_source->reached() >= upTo || stop.stop_requested())
            return false;
        const auto before = m_source->reached();
        m_next = 0;
        auto taken = m_source->take(upTo, batch, m_events, stop);
        if (!m_events.empty()) continue; // those first; a failure is met again
        if (!taken) return tl::unexpected(std::move(taken.error()));
        if (m_source->reached() == before) return false; // the log ends there
    }
}

bool WhenFinder::take(const SourcedEvent &event)
{
    bool holds = false;
    if (m_partition)
        holds = takeOne(event, *m_partition);
    else if (m_perSubject)
        holds = takeOne(event, event.event.subject);
    else if (!m_fold->isPartitioned() || !m_condition.readsState())
        holds = takeOne(event, {});
    else
        holds = takeAnyPartition(event);
    if (holds) mark(event.position);
    return holds;
}

bool WhenFinder::fold(const SourcedEvent &event)
{
    const auto folded = event.folded();
    FoldProblems problems;
    m_fold->apply({&folded, 1}, problems);
    if (problems.count == 0) return true;
    if (problems.stopped) {
        m_problems.stopped = true;
        m_stoppedAt = event.position;
        m_stopReason = problems.first.reason;
    }
    m_problems.add(std::move(problems.first));
    return !m_problems.stopped;
}

bool WhenFinder::takeOne(const SourcedEvent &event, const std::string &partition)
{
    if (!m_condition.readsState())
        return counts(partition, m_condition.holds(event.event, Json(), {}));
    const auto before = m_condition.before(*StateView(*m_fold, partition));
    if (!fold(event)) return false;
    return counts(partition,
                  m_condition.holds(event.event, *StateView(*m_fold, partition), before));
}

bool WhenFinder::takeAnyPartition(const SourcedEvent &event)
{
    std::map<std::string, Condition::Before> before;
    for (auto &partition : m_fold->partitions())
        before[partition] = m_condition.before(*StateView(*m_fold, partition));
    if (!fold(event)) return false;
    for (auto &partition : m_fold->partitions())
        before.try_emplace(partition, m_condition.before(Json()));
    bool any = false;
    for (const auto &[partition, values] : before)
        any |= counts(partition,
                      m_condition.holds(event.event, *StateView(*m_fold, partition), values));
    return any;
}

bool WhenFinder::counts(const std::string &partition, bool holds)
{
    if (m_mode == Mode::Holds) return holds;
    if (holds) return m_holding.insert(partition).second;
    m_holding.erase(partition);
    return false;
}

Position WhenFinder::firstKnown(std::uint64_t from, std::uint64_t last) const
{
    for (auto word = from / wordBits; word < m_found.size() && word <= last / wordBits; ++word) {
        auto bits = m_found[word];
        if (word == from / wordBits) bits &= ~std::uint64_t(0) << (from % wordBits);
        if (bits == 0) continue;
        const auto found = word * wordBits + static_cast<std::uint64_t>(std::countr_zero(bits));
        return found <= last ? Position(found) : Position();
    }
    return {};
}

void WhenFinder::mark(Position position)
{
    const auto word = position.value() / wordBits;
    if (word >= m_found.size())
        m_found.resize(std::max<std::size_t>(word + 1, m_found.size() * 3 / 2));
    m_found[word] |= std::uint64_t(1) << (position.value() % wordBits);
}

} // namespace playhead
