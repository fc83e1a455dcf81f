// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/causeindex.h"

#include <algorithm>

#include <boost/unordered/unordered_flat_map.hpp>

namespace playhead {
namespace {

/// A hash of an id is spread already.
struct SpreadHash
{
    using is_avalanching = void;
    std::size_t operator()(std::uint64_t hash) const { return static_cast<std::size_t>(hash); }
};

std::uint64_t hashOf(std::string_view id)
{
    return std::hash<std::string_view>()(id);
}

} // namespace

class CauseIndex::Tables
{
public:
    /// What is known about one id. Lists run backwards, from the last event to the first.
    struct Entry
    {
        std::uint32_t lastWithId = 0;
        std::uint32_t lastNaming = 0;
    };

    void add(std::uint32_t number, const Event &event)
    {
        m_namingBefore.resize(number + 1U);
        if (!event.id.empty()) {
            auto &last = m_entries[hashOf(event.id)].lastWithId;
            if (last != 0) m_withIdBefore[number] = last;
            last = number;
        }
        if (!event.causation.empty()) {
            auto &last = m_entries[hashOf(event.causation)].lastNaming;
            m_namingBefore[number] = last;
            last = number;
        }
    }

    std::vector<std::uint32_t> withId(std::string_view id, std::size_t limit) const
    {
        std::vector<std::uint32_t> numbers;
        for (auto number = entry(id).lastWithId; number != 0 && numbers.size() < limit;) {
            numbers.push_back(number);
            const auto before = m_withIdBefore.find(number);
            number = before == m_withIdBefore.end() ? 0 : before->second;
        }
        std::ranges::reverse(numbers);
        return numbers;
    }

    std::vector<std::uint32_t> naming(std::string_view id) const
    {
        std::vector<std::uint32_t> numbers;
        for (auto number = entry(id).lastNaming; number != 0; number = m_namingBefore[number])
            numbers.push_back(number);
        std::ranges::reverse(numbers);
        return numbers;
    }

    std::size_t bytes() const
    {
        // The flat map keeps one byte of its own for each place.
        const auto table = [](const auto &map) {
            using Map = std::decay_t<decltype(map)>;
            const auto places = static_cast<double>(map.size()) / map.load_factor();
            return map.empty()
                       ? 0
                       : static_cast<std::size_t>(places) * (sizeof(typename Map::value_type) + 1);
        };
        return table(m_entries) + table(m_withIdBefore)
               + m_namingBefore.capacity() * sizeof(std::uint32_t);
    }

private:
    Entry entry(std::string_view id) const
    {
        const auto found = m_entries.find(hashOf(id));
        return id.empty() || found == m_entries.end() ? Entry{} : found->second;
    }

    boost::unordered_flat_map<std::uint64_t, Entry, SpreadHash> m_entries;
    boost::unordered_flat_map<std::uint32_t, std::uint32_t> m_withIdBefore; // few: ids differ
    std::vector<std::uint32_t> m_namingBefore;                              // by event number
};

CauseIndex::CauseIndex(LogPtr log) : m_log(std::move(log)), m_tables(std::make_unique<Tables>()) {}

CauseIndex::~CauseIndex() = default;

bool CauseIndex::update(const std::stop_token &stop, const ProgressCallback &progress)
{
    return takeSteps(stop) && takeEvents(stop, progress);
}

bool CauseIndex::takeSteps(const std::stop_token &stop)
{
    const auto end = m_log->watermark().value();
    while (m_stepsDone < end) {
        if (stop.stop_requested()) return false;
        const auto &events = m_log->index().chunk(m_stepsDone / FlowIndex::chunkSize)->event;
        const auto offset = m_stepsDone % FlowIndex::chunkSize;
        const auto count =
            std::min<std::uint64_t>(FlowIndex::chunkSize - offset, end - m_stepsDone);
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto event = events[offset + i];
            if (event >= m_firstShown.size())
                m_firstShown.resize(std::max<std::size_t>(event + 1U, m_firstShown.size() * 2));
            if (event != 0 && m_firstShown[event] == 0)
                m_firstShown[event] = static_cast<std::uint32_t>(m_stepsDone + i + 1);
        }
        m_stepsDone += count;
    }
    return true;
}

bool CauseIndex::takeEvents(const std::stop_token &stop, const ProgressCallback &progress)
{
    constexpr std::uint64_t batch = 4096;
    const auto end = m_log->eventCount();
    while (m_eventsDone < end) {
        if (m_eventsDone % batch == 0) {
            if (stop.stop_requested()) return false;
            if (progress) progress(m_eventsDone, end);
        }
        const auto number = static_cast<std::uint32_t>(m_eventsDone + 1);
        if (const auto event = m_log->event(EventNumber(number))) {
            m_tables->add(number, *event);
        } else {
            ++m_unreadable;
            m_tables->add(number, Event());
        }
        ++m_eventsDone;
    }
    return true;
}

Position CauseIndex::firstShown(EventNumber event) const
{
    return event.value() < m_firstShown.size() ? Position(m_firstShown[event.value()]) : Position();
}

std::vector<EventNumber> CauseIndex::withId(std::string_view id, std::size_t limit) const
{
    std::vector<EventNumber> events;
    for (const auto number : m_tables->withId(id, limit)) {
        const auto event = m_log->event(EventNumber(number));
        if (event && event->id == id) events.emplace_back(number);
    }
    return events;
}

std::vector<EventNumber> CauseIndex::naming(std::string_view id, std::size_t limit,
                                            std::uint64_t &total) const
{
    const auto numbers = m_tables->naming(id);
    total = numbers.size();
    std::vector<EventNumber> events;
    for (const auto number : numbers) {
        if (events.size() == limit) break;
        const auto event = m_log->event(EventNumber(number));
        if (event && event->causation == id)
            events.emplace_back(number);
        else
            --total;
    }
    return events;
}

std::size_t CauseIndex::memoryUsed() const
{
    return m_tables->bytes() + m_firstShown.capacity() * sizeof(std::uint32_t);
}

} // namespace playhead
