// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace playhead {

/// A number that names one thing and cannot be mixed up with the number of another.
/// Value 0 always means "none"; valid ids start at 1. Trivially copyable, no cost over the number.
template <class Tag, class Rep> class StrongId
{
public:
    using Value = Rep;

    constexpr StrongId() = default;
    constexpr explicit StrongId(Rep value) : m_value(value) {}

    [[nodiscard]] constexpr Rep value() const { return m_value; }
    [[nodiscard]] constexpr bool isValid() const { return m_value != 0; }
    constexpr explicit operator bool() const { return isValid(); }
    constexpr auto operator<=>(const StrongId &) const = default;

private:
    Rep m_value = 0;
};

/// A step's number in the log, from 1 without gaps. Order is by position, never by clock.
using Position = StrongId<struct PositionTag, std::uint64_t>;

/// An event's ordinal in its log, from 1, in the order in which the log first met it. Not the
/// event's own `id` attribute, which is text and need not be unique.
using EventNumber = StrongId<struct EventNumberTag, std::uint32_t>;

/// A participant of one log; see ParticipantTable.
using ParticipantId = StrongId<struct ParticipantTag, std::uint16_t>;

/// An interned text (event type, subject, correlation) of one log; see NameTable. 0 is "".
using NameId = StrongId<struct NameTag, std::uint32_t>;

/// The position `steps` further on (or back, where negative); never below 1.
[[nodiscard]] constexpr Position advanced(Position from, std::int64_t steps)
{
    const auto moved = static_cast<std::int64_t>(from.value()) + steps;
    return Position(moved < 1 ? 1U : static_cast<std::uint64_t>(moved));
}

} // namespace playhead

template <class Tag, class Rep> struct std::hash<playhead::StrongId<Tag, Rep>>
{
    std::size_t operator()(playhead::StrongId<Tag, Rep> id) const noexcept
    {
        return std::hash<Rep>{}(id.value());
    }
};
