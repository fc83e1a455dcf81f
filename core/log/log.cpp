// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/log.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

std::uint32_t nextLogTag()
{
    static std::atomic<std::uint32_t> next{1};
    return next.fetch_add(1, std::memory_order_relaxed);
}

} // namespace

Log::Log(std::shared_ptr<EventStore> store) : m_store(std::move(store)), m_tag(nextLogTag()) {}

Result<Event> Log::event(EventNumber number) const
{
    if (!number.isValid() || number.value() > eventCount())
        return failure(fmt::format("There is no event {} in this log.", number.value()));
    if (!m_store) return failure("This log keeps no event data.");
    return m_store->event(number);
}

Result<void> Log::readEvents(std::span<const EventNumber> numbers, std::span<Event> out) const
{
    assert(numbers.size() == out.size());
    for (const auto number : numbers) {
        if (!number.isValid() || number.value() > eventCount())
            return failure(fmt::format("There is no event {} in this log.", number.value()));
    }
    if (!m_store) return failure("This log keeps no event data.");
    return m_store->events(numbers, out);
}

std::shared_ptr<const ContributionIndex> Log::contributions(Observer observer) const
{
    if (observer.isLog()) observer = {};
    const std::lock_guard lock(m_mutex);
    auto &all = m_contributions;
    const auto found =
        std::ranges::find_if(all, [&](const auto &index) { return index->observer() == observer; });
    if (found != all.end()) {
        std::rotate(found, found + 1, all.end());
        return all.back();
    }
    if (all.size() == maxContributionIndexes) all.erase(all.begin());
    all.push_back(std::make_shared<ContributionIndex>(m_index, observer));
    return all.back();
}

Result<std::string> Log::reason(Position position) const
{
    if (!m_store) return std::string();
    return m_store->reason(position);
}

std::uint64_t Log::skippedCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_skippedCount;
}

std::vector<SkippedRecord> Log::skipped() const
{
    const std::lock_guard lock(m_mutex);
    return m_skipped;
}

std::string Log::format() const
{
    const std::lock_guard lock(m_mutex);
    return m_format;
}

void Log::addSkipped(SkippedRecord record)
{
    const std::lock_guard lock(m_mutex);
    ++m_skippedCount;
    if (m_skipped.size() < maxSkippedListed) m_skipped.push_back(std::move(record));
}

void Log::addUnlistedSkipped(std::uint64_t count)
{
    const std::lock_guard lock(m_mutex);
    m_skippedCount += count;
}

void Log::setFormat(std::string format)
{
    const std::lock_guard lock(m_mutex);
    m_format = std::move(format);
}

} // namespace playhead
