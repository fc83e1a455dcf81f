// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/eventfeed.h"

#include <algorithm>

namespace playhead {

EventFeed::EventFeed(const EventSequence &sequence, SequenceNumbers &numbers, std::uint64_t first,
                     std::uint64_t end)
    : m_sequence(sequence), m_numbers(numbers), m_next(first), m_end(std::max(first, end))
{
    if (m_end - m_next > readAheadFrom) m_reader = std::thread([this] { readAhead(); });
}

EventFeed::~EventFeed()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
        m_changed.notify_all();
    }
    if (m_reader.joinable()) m_reader.join();
}

Result<void> EventFeed::readInto(EventBatch &batch)
{
    const auto count = std::min<std::uint64_t>(batchSize, m_end - m_next);
    auto done = m_sequence.read(m_next, static_cast<std::size_t>(count), m_numbers, batch);
    m_next += count;
    return done;
}

void EventFeed::readAhead()
{
    while (m_next < m_end) {
        std::size_t place = 0;
        {
            std::unique_lock lock(m_mutex);
            // The batch that was taken last is still being looked at.
            const auto used = [this] { return m_read - m_taken + (m_taken > 0 ? 1 : 0); };
            if (used() == depth)
                m_changed.wait(lock, [this, used] { return m_closing || used() <= half; });
            if (m_closing) break;
            place = m_read % depth;
        }
        auto done = readInto(m_batches[place]);
        const std::lock_guard lock(m_mutex);
        if (!done) {
            m_status = std::move(done);
            break;
        }
        if (++m_read - m_taken == half) m_changed.notify_all();
    }
    const std::lock_guard lock(m_mutex);
    m_ended = true;
    m_changed.notify_all();
}

Result<const EventBatch *> EventFeed::next()
{
    if (!m_reader.joinable()) {
        if (m_next == m_end) return nullptr;
        auto &batch = m_batches.front();
        if (auto done = readInto(batch); !done) return tl::unexpected(done.error());
        return &batch;
    }
    std::unique_lock lock(m_mutex);
    if (m_read == m_taken)
        m_changed.wait(lock, [this] { return m_ended || m_read - m_taken >= half; });
    if (m_read == m_taken) {
        if (!m_status) return tl::unexpected(m_status.error());
        return nullptr;
    }
    const auto &batch = m_batches[m_taken % depth];
    ++m_taken;
    if (m_read - m_taken + 1 == half) m_changed.notify_all();
    return &batch;
}

} // namespace playhead
