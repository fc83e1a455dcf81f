// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/timelinecursor.h"

#include "replay/eventfeed.h"

#include <algorithm>

namespace playhead {
namespace {

using Clock = std::chrono::steady_clock;

double seconds(Clock::duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

/// A running mean that forgets.
void average(double &mean, double value)
{
    mean += (value - mean) * 0.2;
}

/// How much folding pays for one snapshot: saving must not take most of the time.
constexpr double foldPerSave = 1.5;

} // namespace

TimelineCursor::TimelineCursor(EventSequence sequence, ProjectionPtr projection,
                               std::shared_ptr<SnapshotShelf> shelf,
                               std::shared_ptr<SnapshotShelf> logShelf, CursorPace pace)
    : m_sequence(std::move(sequence)),
      m_projection(std::move(projection)),
      m_shelf(shelf ? std::move(shelf) : std::make_shared<SnapshotShelf>()),
      m_logShelf(m_sequence.scope().branch ? std::move(logShelf) : nullptr),
      m_pace(pace),
      m_fold(m_projection->start()),
      m_numbers(m_projection->readsSequence())
{}

bool TimelineCursor::extend(Position at, const std::stop_token &stop)
{
    return m_sequence.extend(std::min(at, m_sequence.log().watermark()), stop);
}

Result<bool> TimelineCursor::moveTo(Position at, const std::stop_token &stop)
{
    const auto wanted = std::min(at, m_sequence.log().watermark());
    if (!m_sequence.extend(wanted, stop)) return false;
    const auto goal = m_sequence.countUpTo(wanted);
    const auto least = foldPerSave * m_saveCost;
    m_spacing = std::max(seconds(m_pace.frame) - m_returnCost, least);
    // A step back, and not a jump: more are likely to follow.
    const auto back = goal < m_index ? static_cast<double>(m_index - goal) * m_eventCost : 1e9;
    if (back < m_spacing / 4)
        m_spacing = std::min(m_spacing, std::max(seconds(m_pace.step), least));
    if (stop.stop_requested()) return false;
    returnTowards(goal);
    auto reached = run(goal, stop);
    if (reached && *reached) m_position = wanted;
    return reached;
}

std::optional<SnapshotShelf::Entry> TimelineCursor::nearest(std::uint64_t index) const
{
    auto found = m_shelf->nearest(index);
    if (!m_logShelf) return found;
    auto shared = m_logShelf->nearest(std::min(index, m_sequence.commonWithLog()));
    return shared && (!found || found->index < shared->index) ? shared : found;
}

std::optional<std::uint64_t> TimelineCursor::nearestIndex(std::uint64_t index) const
{
    const auto found = m_shelf->nearestIndex(index);
    if (!m_logShelf) return found;
    return std::max(found, m_logShelf->nearestIndex(std::min(index, m_sequence.commonWithLog())));
}

void TimelineCursor::returnTowards(std::uint64_t goal)
{
    const bool isAhead = m_index < goal || (m_index == goal && !m_problems.stopped);
    if (m_index == goal && isAhead) return;
    if (isAhead) {
        if (m_problems.stopped) return;
        const auto start = nearestIndex(goal).value_or(0);
        if (start <= m_index || static_cast<double>(start - m_index) * m_eventCost <= m_returnCost)
            return;
    }
    const auto begin = Clock::now();
    if (const auto found = nearest(goal)) {
        m_fold->restore(found->state);
        m_problems = found->problems;
        m_index = found->index;
    } else {
        m_fold = m_projection->start();
        m_problems = {};
        m_index = 0;
    }
    m_sinceSnapshot = 0;
    m_openCost = seconds(Clock::now() - begin);
    m_open = &m_returnCost;
}

Result<bool> TimelineCursor::run(std::uint64_t goal, const std::stop_token &stop)
{
    if (m_index >= goal || m_problems.stopped) return true;
    EventFeed feed(m_sequence, m_numbers, m_index, goal);
    for (;;) {
        // Reading is part of what an event costs.
        const auto begin = Clock::now();
        const auto batch = feed.next();
        if (!batch) return tl::unexpected(batch.error());
        if (!*batch) return true;
        const auto &events = (*batch)->folded;
        const auto reading = seconds(Clock::now() - begin);
        m_sinceSnapshot += reading;
        if (!foldSome(events, stop)) return !stop.stop_requested();
    }
}

bool TimelineCursor::foldSome(std::span<const FoldEvent> events, const std::stop_token &stop)
{
    while (!events.empty()) {
        if (stop.stop_requested() || m_problems.stopped) return false;
        const auto room = std::max(0.0, m_spacing - m_sinceSnapshot) / m_eventCost;
        const auto most = m_open ? 1.0 : static_cast<double>(events.size());
        const auto count = static_cast<std::size_t>(std::clamp(room, 1.0, most));
        const auto begin = Clock::now();
        const auto done = m_fold->apply(events.first(count), m_problems, stop);
        const auto took = seconds(Clock::now() - begin);
        m_index += done;
        m_sinceSnapshot += took;
        events = events.subspan(done);
        if (done == 0) continue;
        if (m_open) {
            average(*m_open, m_openCost + std::max(0.0, took - m_eventCost));
            // A state that grows on the way makes saving dearer than it was at the start.
            if (m_open == &m_saveCost && m_pace.frame.count() > 0)
                m_spacing = std::max(m_spacing, foldPerSave * m_saveCost);
            m_open = nullptr;
        } else {
            average(m_eventCost, std::max(1e-9, took / static_cast<double>(done)));
        }
        if (!m_problems.stopped && m_sinceSnapshot >= m_spacing) takeSnapshot();
    }
    return !m_problems.stopped;
}

void TimelineCursor::takeSnapshot()
{
    m_sinceSnapshot = 0;
    if (!m_takesSnapshots) return;
    if (const auto before = nearestIndex(m_index)) {
        const auto since = static_cast<double>(m_index - *before) * m_eventCost;
        if (*before == m_index || since < m_spacing / 4) return;
    }
    const auto begin = Clock::now();
    const bool isShared = m_logShelf && m_index <= m_sequence.commonWithLog();
    auto &shelf = isShared ? *m_logShelf : *m_shelf;
    m_takesSnapshots = shelf.put({m_index, m_fold->save(), m_problems});
    m_openCost = seconds(Clock::now() - begin);
    m_open = &m_saveCost;
}

} // namespace playhead
