// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"
#include "model/timestamp.h"

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace playhead {

/// What one consumer has done so far with one event that came from one channel.
struct Handling
{
    enum Flag : std::uint8_t {
        Open = 1,   ///< delivered, and not answered
        Acked = 2,  ///< acknowledged at some time
        Nacked = 4, ///< the last answer was a nack
        Dead = 8,   ///< given up
        Repeat = 16 ///< the last delivery came after an acknowledgement
    };

    std::uint16_t consumer = 0; ///< ParticipantId
    std::uint16_t channel = 0;  ///< ParticipantId; where it came from
    std::uint8_t flags = 0;
    std::uint8_t attempts = 0; ///< deliveries, or the highest attempt named; saturates
    std::uint16_t number = 0;  ///< in the event's list, from 1
    std::uint32_t next = 0;    ///< in the book; 0: the last
    std::uint32_t firstDeliver = 0;
    std::uint32_t lastDeliver = 0;
    std::uint32_t answer = 0;
    Timestamp delivered = 0; ///< time of the last delivery
    Timestamp answered = 0;

    [[nodiscard]] bool is(Flag flag) const { return (flags & flag) != 0; }
    /// Something is still to come.
    [[nodiscard]] bool isPending() const { return !is(Dead) && (is(Open) || is(Nacked)); }
};

/// One event in flight. Positions are 32 bits wide, as the flow index's capacity is.
struct EventState
{
    std::uint32_t number = 0; ///< EventNumber; 0: an empty place
    std::uint32_t publish = 0;
    std::uint32_t ordinal = 0; ///< among the events published on the channel, from 1
    std::uint32_t route = 0;   ///< see Routes; 0: not published
    std::uint32_t handlings = 0;
    std::uint16_t publisher = 0; ///< ParticipantId
    std::uint16_t channel = 0;   ///< ParticipantId, published on
    Timestamp publishTime = 0;
};

/// The events in flight, by number, with what each consumer did with them. The last `window` events
/// lie in an array by their number, without hashing; of older ones only those stay, up to
/// `maxKept`, for which something is still to come. Bounded: about 8 MB, and 130 bytes for each
/// older one.
///
/// One thread.
class EventBook
{
public:
    static constexpr std::uint32_t window = 1U << 16U;
    static constexpr std::size_t maxKept = std::size_t(1) << 18U;
    /// So many consumers of one event are followed.
    static constexpr int maxHandlings = 256;

    EventBook();

    /// The event's state, made now if it is not there. Valid until the next call.
    EventState &at(std::uint32_t number)
    {
        auto &place = m_window[number % window];
        if (place.number == number) return place;
        return replace(place, number);
    }
    /// Null: not there (any more).
    [[nodiscard]] const EventState *find(std::uint32_t number) const;

    /// What the consumer did with what came from the channel: an event that comes to it from
    /// another one as well, such as that of dead letters, is another matter. Null: none. Valid
    /// until the next add().
    Handling *handling(const EventState &state, std::uint16_t consumer, std::uint16_t channel)
    {
        for (auto i = state.handlings; i != 0; i = m_handlings[i].next)
            if (m_handlings[i].consumer == consumer && m_handlings[i].channel == channel)
                return &m_handlings[i];
        return nullptr;
    }
    /// Null where there are too many.
    Handling *add(EventState &state, std::uint16_t consumer, std::uint16_t channel);
    /// Whether any of the consumer's handlings has all the flags.
    [[nodiscard]] bool has(const EventState &state, std::uint16_t consumer,
                           std::uint8_t flags = 0) const
    {
        bool found = false;
        forEachHandling(state, [&](const Handling &handling) {
            found |= handling.consumer == consumer && (handling.flags & flags) == flags;
        });
        return found;
    }
    template <class Visit> void forEachHandling(const EventState &state, Visit visit) const
    {
        for (auto i = state.handlings; i != 0; i = m_handlings[i].next)
            visit(m_handlings[i]);
    }
    template <class Visit> void forEachHandling(const EventState &state, Visit visit)
    {
        for (auto i = state.handlings; i != 0; i = m_handlings[i].next)
            visit(m_handlings[i]);
    }

    /// Every event in flight, in no particular order.
    template <class Visit> void forEach(Visit visit) const
    {
        for (const auto &state : m_window)
            if (state.number != 0) visit(state);
        for (const auto &[number, state] : m_kept)
            visit(state);
    }

    /// An undelivered event of that route is worth keeping: others of it are delivered.
    void keepUndelivered(std::uint32_t route);

    /// The highest number so far.
    [[nodiscard]] std::uint32_t newest() const { return m_newest; }
    /// Events and consumers that there was no room to follow.
    [[nodiscard]] std::uint64_t unfollowed() const { return m_unfollowed; }

private:
    EventState &replace(EventState &place, std::uint32_t number);
    EventState &keep(const EventState &state);
    [[nodiscard]] bool isPending(const EventState &state) const;
    void forget(EventState &state);
    void sweep();

    std::vector<EventState> m_window;
    std::unordered_map<std::uint32_t, EventState> m_kept;
    std::vector<Handling> m_handlings; ///< 0 is not used
    std::vector<bool> m_routes;
    EventState m_lost; ///< stands in for one that there is no room for
    std::uint32_t m_free = 0;
    std::uint32_t m_newest = 0;
    std::size_t m_untilSweep = 0;
    std::uint64_t m_unfollowed = 0;
};

} // namespace playhead
