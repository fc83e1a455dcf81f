// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace playhead {

/// The chance in a scenario: the same seed gives the same throws on every machine (the standard
/// distributions do not promise that). SplitMix64 by Sebastiano Vigna, https://prng.di.unimi.it/.
/// One thread at a time.
class Dice
{
public:
    explicit Dice(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next();

    /// From 0 up to, without, 1.
    double unit();

    /// True in `percent` of 100 throws.
    bool chance(double percent);

    /// From `low` to `high`, both included.
    std::int64_t between(std::int64_t low, std::int64_t high);

    /// Exponentially distributed around `mean`, at most five times it: the time between visitors.
    double around(double mean);

    template <class Container> const auto &pick(const Container &from)
    {
        return from[static_cast<std::size_t>(between(0, std::int64_t(std::size(from)) - 1))];
    }

    /// A random UUID (version 4) as text.
    std::string uuid();

private:
    std::uint64_t m_state;
};

/// Says yes to `percent` of 100 calls like chance, but evenly: one in each stretch of 100/percent
/// calls, at a random place in it. A demonstration needs its rare cases soon, not on average.
class EvenChance
{
public:
    explicit EvenChance(Dice &dice) : m_dice(dice) {}

    bool next(double percent);

private:
    Dice &m_dice;
    double m_percent = -1;
    std::int64_t m_left = 0;  ///< calls left in this stretch
    std::int64_t m_until = 0; ///< calls before the yes; negative: it was said
};

} // namespace playhead
