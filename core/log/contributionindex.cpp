// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/contributionindex.h"

#include "log/contributionsegment.h"

#include <algorithm>

namespace playhead {
namespace {

constexpr std::uint64_t maxSegmentSteps = std::uint64_t(1) << 21U;

} // namespace

Position SubjectContributions::at(std::uint64_t index) const
{
    const auto behind =
        std::upper_bound(m_runs.begin(), m_runs.end(), index,
                         [](std::uint64_t wanted, const Run &run) { return wanted < run.first; });
    const auto &run = *std::prev(behind);
    return Position(std::uint64_t(run.steps[index - run.first]) + 1);
}

std::uint64_t SubjectContributions::countUpTo(Position at) const
{
    const auto behind = std::upper_bound(
        m_runs.begin(), m_runs.end(), at.value(),
        [](std::uint64_t wanted, const Run &run) { return wanted <= run.steps.front(); });
    if (behind == m_runs.begin()) return 0;
    const auto &run = *std::prev(behind);
    const auto end = std::lower_bound(run.steps.begin(), run.steps.end(), at.value());
    return run.first + static_cast<std::uint64_t>(end - run.steps.begin());
}

Position Contributions::covered() const
{
    return Position(!m_parts || m_parts->empty() ? 0 : m_parts->back().segment->end());
}

std::uint64_t Contributions::count() const
{
    return !m_parts || m_parts->empty() ? 0
                                        : m_parts->back().first + m_parts->back().segment->count();
}

std::uint64_t Contributions::countUpTo(Position at) const
{
    if (!m_parts || m_parts->empty() || !at.isValid()) return 0;
    const auto behind = std::upper_bound(
        m_parts->begin(), m_parts->end(), at.value() - 1,
        [](std::uint64_t step, const Part &part) { return step < part.segment->begin(); });
    const auto &part = *std::prev(behind);
    return part.first + part.segment->countBefore(at.value());
}

const Contributions::Part &Contributions::partOf(std::uint64_t index) const
{
    const auto behind = std::upper_bound(
        m_parts->begin(), m_parts->end(), index,
        [](std::uint64_t wanted, const Part &part) { return wanted < part.first; });
    return *std::prev(behind);
}

Position Contributions::at(std::uint64_t index) const
{
    const auto &part = partOf(index);
    return Position(part.segment->select(index - part.first) + 1);
}

void Contributions::collect(std::uint64_t first, std::uint64_t count,
                            std::vector<Position> &out) const
{
    const auto all = this->count();
    const auto end = std::min(all, first < all ? first + std::min(count, all - first) : all);
    while (first < end) {
        const auto &part = partOf(first);
        const auto here = std::min(end, part.first + part.segment->count()) - first;
        part.segment->visit(first - part.first, here,
                            [&out](std::uint64_t step) { out.emplace_back(step + 1); });
        first += here;
    }
}

SubjectContributions Contributions::of(NameId subject) const
{
    SubjectContributions found;
    if (!m_parts) return found;
    std::uint64_t count = 0;
    for (const auto &part : *m_parts) {
        const auto steps = part.segment->of(subject.value());
        if (steps.empty()) continue;
        found.m_runs.push_back({count, steps, part.segment});
        count += steps.size();
    }
    return found;
}

std::uint64_t Contributions::countUpTo(NameId subject, Position at) const
{
    std::uint64_t count = 0;
    if (!m_parts) return count;
    for (const auto &part : *m_parts) {
        if (part.segment->begin() >= at.value()) break;
        const auto steps = part.segment->of(subject.value());
        const auto end = std::lower_bound(steps.begin(), steps.end(), at.value());
        count += static_cast<std::uint64_t>(end - steps.begin());
    }
    return count;
}

/// Walks over the steps, in order; remembers which events have counted.
class ContributionIndex::Builder
{
public:
    Builder(const FlowIndex &flow, Observer observer) : m_flow(flow), m_observer(observer) {}

    [[nodiscard]] std::size_t memoryUsed() const { return m_seen.capacity() / 8; }

    /// Null when asked to stop: then everything is as before.
    std::shared_ptr<const ContributionSegment> build(std::uint64_t begin, std::uint64_t end,
                                                     const std::stop_token &stop)
    {
        m_entries.clear();
        for (auto step = begin; step < end;) {
            if (stop.stop_requested()) {
                forget();
                return {};
            }
            const auto chunkEnd = ((step >> FlowIndex::chunkShift) + 1) << FlowIndex::chunkShift;
            const auto until = std::min(end, chunkEnd);
            collect(*m_flow.chunk(step >> FlowIndex::chunkShift), step, until);
            step = until;
        }
        auto segment = std::make_shared<ContributionSegment>(begin, end, m_entries);
        constexpr std::size_t keptRoom = 65536;
        if (m_entries.capacity() > keptRoom)
            std::vector<ContributionSegment::Entry>().swap(m_entries);
        return segment;
    }

private:
    void collect(const FlowIndex::Chunk &chunk, std::uint64_t step, std::uint64_t end)
    {
        const auto consumer = m_observer.consumer.value();
        const bool once = m_observer.isLog() || m_observer.idempotent;
        for (; step < end; ++step) {
            const auto i = step & (FlowIndex::chunkSize - 1);
            const auto event = chunk.event[i];
            if (event == 0) continue;
            const auto kind = static_cast<StepKind>(chunk.kindAndFlags[i] & FlowIndex::kindMask);
            if (m_observer.isLog() ? !carriesEvent(kind)
                                   : kind != StepKind::Ack || chunk.sender[i] != consumer)
                continue;
            if (once) {
                if (event >= m_seen.size())
                    m_seen.resize(std::max<std::size_t>(event + 1U, m_seen.size() * 3 / 2));
                if (m_seen[event]) continue;
                m_seen[event] = true;
            }
            m_entries.push_back({chunk.subject[i], static_cast<std::uint32_t>(step)});
        }
    }

    void forget()
    {
        for (const auto &entry : m_entries) {
            const auto event = m_flow.at(Position(std::uint64_t(entry.step) + 1)).event.value();
            if (event < m_seen.size()) m_seen[event] = false;
        }
        m_entries.clear();
    }

    const FlowIndex &m_flow;
    const Observer m_observer;
    std::vector<bool> m_seen;
    std::vector<ContributionSegment::Entry> m_entries;
};

ContributionIndex::ContributionIndex(const FlowIndex &flow, Observer observer)
    : m_flow(flow), m_observer(observer), m_builder(std::make_unique<Builder>(flow, observer))
{}

ContributionIndex::~ContributionIndex() = default;

Contributions ContributionIndex::current() const
{
    const std::lock_guard lock(m_mutex);
    return m_current;
}

Contributions ContributionIndex::upTo(Position at, const std::stop_token &stop) const
{
    auto view = current();
    if (view.covered() >= std::min(at, m_flow.watermark())) return view;
    const std::lock_guard building(m_buildMutex);
    view = current();
    const auto watermark = m_flow.watermark().value();
    const auto wanted = std::min(at.value(), watermark);
    while (view.covered().value() < wanted) {
        const auto begin = view.covered().value();
        const auto wall = (begin / maxSegmentSteps + 1) * maxSegmentSteps;
        auto segment = m_builder->build(begin, std::min(watermark, wall), stop);
        if (!segment) break;
        append(std::move(segment));
        view = current();
    }
    return view;
}

void ContributionIndex::append(std::shared_ptr<const ContributionSegment> segment) const
{
    const auto before = current();
    auto parts = before.m_parts ? std::make_shared<Contributions::Parts>(*before.m_parts)
                                : std::make_shared<Contributions::Parts>();
    auto first = before.count();
    while (!parts->empty()) {
        const auto &last = *parts->back().segment;
        const auto steps = segment->end() - segment->begin();
        const auto lastSteps = last.end() - last.begin();
        if (lastSteps > 2 * steps || lastSteps + steps > maxSegmentSteps) break;
        segment = std::make_shared<ContributionSegment>(last, *segment);
        first = parts->back().first;
        parts->pop_back();
    }
    parts->push_back({first, std::move(segment)});
    const std::lock_guard lock(m_mutex);
    m_current.m_parts = std::move(parts);
}

std::size_t ContributionIndex::memoryUsed() const
{
    std::size_t bytes = 0;
    {
        const std::lock_guard building(m_buildMutex);
        bytes = m_builder->memoryUsed();
    }
    const auto view = current();
    if (!view.m_parts) return bytes;
    for (const auto &part : *view.m_parts)
        bytes += part.segment->memoryUsed() + sizeof(part);
    return bytes;
}

} // namespace playhead
