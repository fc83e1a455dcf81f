// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/findings/eventbook.h"

#include <algorithm>

namespace playhead {

EventBook::EventBook() : m_window(window), m_handlings(1) {}

EventState &EventBook::replace(EventState &place, std::uint32_t number)
{
    if (number > place.number) {
        if (place.number != 0) {
            if (isPending(place))
                keep(place);
            else
                forget(place);
        }
        place = EventState();
        place.number = number;
        m_newest = std::max(m_newest, number);
        return place;
    }
    if (const auto found = m_kept.find(number); found != m_kept.end()) return found->second;
    EventState state;
    state.number = number;
    return keep(state);
}

EventState &EventBook::keep(const EventState &state)
{
    if (m_kept.size() >= maxKept) {
        if (m_untilSweep == 0) sweep();
        if (m_kept.size() >= maxKept) {
            --m_untilSweep;
            ++m_unfollowed;
            forget(m_lost);
            m_lost = state;
            return m_lost;
        }
    }
    return m_kept.insert_or_assign(state.number, state).first->second;
}

void EventBook::sweep()
{
    for (auto entry = m_kept.begin(); entry != m_kept.end();) {
        if (isPending(entry->second)) {
            ++entry;
        } else {
            forget(entry->second);
            entry = m_kept.erase(entry);
        }
    }
    m_untilSweep = maxKept / 4;
}

bool EventBook::isPending(const EventState &state) const
{
    if (state.handlings == 0)
        return state.publish != 0 && state.route < m_routes.size() && m_routes[state.route];
    bool pending = false;
    forEachHandling(state, [&](const Handling &handling) { pending |= handling.isPending(); });
    return pending;
}

void EventBook::forget(EventState &state)
{
    while (state.handlings != 0) {
        const auto index = state.handlings;
        state.handlings = m_handlings[index].next;
        m_handlings[index].next = m_free;
        m_free = index;
    }
}

const EventState *EventBook::find(std::uint32_t number) const
{
    const auto &place = m_window[number % window];
    if (place.number == number) return &place;
    const auto found = m_kept.find(number);
    return found == m_kept.end() ? nullptr : &found->second;
}

Handling *EventBook::add(EventState &state, std::uint16_t consumer, std::uint16_t channel)
{
    const auto count = state.handlings != 0 ? m_handlings[state.handlings].number + 1 : 1;
    if (count > maxHandlings) {
        ++m_unfollowed;
        return nullptr;
    }
    auto index = m_free;
    if (index != 0) {
        m_free = m_handlings[index].next;
        m_handlings[index] = Handling();
    } else {
        index = static_cast<std::uint32_t>(m_handlings.size());
        m_handlings.emplace_back();
    }
    auto &handling = m_handlings[index];
    handling.consumer = consumer;
    handling.channel = channel;
    handling.number = static_cast<std::uint16_t>(count);
    handling.next = state.handlings;
    state.handlings = index;
    return &handling;
}

void EventBook::keepUndelivered(std::uint32_t route)
{
    if (route >= m_routes.size()) m_routes.resize(route + 1U);
    m_routes[route] = true;
}

} // namespace playhead
