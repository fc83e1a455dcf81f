// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace playhead {

/// The events of the records that were read last, for the groups that acknowledge them later. Keeps
/// up to a number of records and of bytes, over all partitions; the oldest go first.
class KafkaKept
{
public:
    static constexpr std::size_t usualRecords = 100'000;
    static constexpr std::size_t usualBytes = 64U << 20U;

    struct Record
    {
        std::int64_t offset = 0;
        EventPtr event;
        std::size_t bytes = 0;
    };
    using Records = std::deque<Record>;

    explicit KafkaKept(std::size_t mostRecords = usualRecords, std::size_t mostBytes = usualBytes)
        : m_mostRecords(mostRecords), m_mostBytes(mostBytes)
    {}

    /// Offsets of a partition grow; where one does not (the topic was made anew), what was kept of
    /// the partition is let go.
    void add(std::size_t partition, std::int64_t offset, EventPtr event);

    /// Those of a partition, by offset.
    [[nodiscard]] const Records &of(std::size_t partition) const;

private:
    void letGoOldest();

    std::size_t m_mostRecords;
    std::size_t m_mostBytes;
    std::size_t m_bytes = 0;
    std::vector<Records> m_records;     // by partition
    std::deque<std::size_t> m_arrivals; // partitions of the records that are kept, oldest first
};

} // namespace playhead
