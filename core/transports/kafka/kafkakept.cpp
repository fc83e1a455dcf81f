// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkakept.h"

#include <algorithm>
#include <utility>

namespace playhead {

void KafkaKept::add(std::size_t partition, std::int64_t offset, EventPtr event)
{
    if (m_records.size() <= partition) m_records.resize(partition + 1);
    auto &records = m_records[partition];
    if (!records.empty() && records.back().offset >= offset) {
        for (const auto &record : records)
            m_bytes -= record.bytes;
        records.clear();
        std::erase(m_arrivals, partition);
    }
    auto size = sizeof(Event) + event->data.size() + event->id.size() + event->type.size()
                + event->source.size() + event->subject.size();
    for (const auto &[name, value] : event->extensions)
        size += name.size() + value.size() + sizeof(Extension);
    m_bytes += size;
    records.push_back({offset, std::move(event), size});
    m_arrivals.push_back(partition);
    while (m_arrivals.size() > m_mostRecords || m_bytes > m_mostBytes)
        letGoOldest();
}

void KafkaKept::letGoOldest()
{
    auto &records = m_records[m_arrivals.front()];
    m_arrivals.pop_front();
    m_bytes -= records.front().bytes;
    records.pop_front();
}

const KafkaKept::Records &KafkaKept::of(std::size_t partition) const
{
    static const Records none;
    return partition < m_records.size() ? m_records[partition] : none;
}

} // namespace playhead
