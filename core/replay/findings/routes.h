// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace playhead {

/// The events of one type on one channel, and who takes them.
struct EventRoute
{
    std::uint16_t channel = 0; ///< ParticipantId
    std::uint32_t type = 0;    ///< NameId
    std::uint64_t published = 0;
    std::uint64_t reached = 0;      ///< of these, came to somebody
    std::uint32_t firstPublish = 0; ///< position
    std::uint32_t lastPublish = 0;
    std::vector<std::uint16_t> consumers; ///< ParticipantIds, the first maxConsumers
    bool fansOut = false;    ///< one event has come to several: they do not share the work
    bool isTaken = false;    ///< something has come to somebody
    bool isNumbered = false; ///< its events carry a sequence number

    static constexpr std::size_t maxConsumers = 256;

    [[nodiscard]] bool takes(std::uint16_t consumer) const
    {
        return std::ranges::find(consumers, consumer) != consumers.end();
    }
    void addConsumer(std::uint16_t consumer)
    {
        if (consumers.size() < maxConsumers && !takes(consumer)) consumers.push_back(consumer);
    }
    /// Whether all consumers are to get every event, as far as the log shows.
    [[nodiscard]] bool isForEverybody() const { return fansOut || consumers.size() == 1; }
};

/// All routes of a log, by index from 1. One thread.
class Routes
{
public:
    Routes() : m_routes(1) {}

    /// The index of the route, made now if it is new.
    std::uint32_t of(std::uint16_t channel, std::uint32_t type)
    {
        const auto key = std::uint64_t(channel) << 32U | type;
        if (key == m_lastKey && m_last != 0) return m_last;
        const auto [place, isNew] =
            m_indices.try_emplace(key, static_cast<std::uint32_t>(m_routes.size()));
        if (isNew) {
            m_routes.emplace_back();
            m_routes.back().channel = channel;
            m_routes.back().type = type;
        }
        m_lastKey = key;
        return m_last = place->second;
    }
    /// The index of the route; 0: it is not known.
    [[nodiscard]] std::uint32_t find(std::uint16_t channel, std::uint32_t type) const
    {
        const auto found = m_indices.find(std::uint64_t(channel) << 32U | type);
        return found == m_indices.end() ? 0 : found->second;
    }
    EventRoute &operator[](std::uint32_t index) { return m_routes[index]; }
    const EventRoute &operator[](std::uint32_t index) const { return m_routes[index]; }
    /// Indices below are valid.
    [[nodiscard]] std::uint32_t end() const { return static_cast<std::uint32_t>(m_routes.size()); }

private:
    std::vector<EventRoute> m_routes; ///< 0 is not used
    std::unordered_map<std::uint64_t, std::uint32_t> m_indices;
    std::uint64_t m_lastKey = 0;
    std::uint32_t m_last = 0;
};

} // namespace playhead
