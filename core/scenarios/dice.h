// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

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

/// What dice are made from, one for each purpose and cause: what is thrown for one of them depends
/// on nothing that was or was not thrown for another. A value.
///
///     seed.with("declined").with(event.id).dice().chance(12)
class Seed
{
public:
    explicit constexpr Seed(std::uint64_t value) : m_value(value) {}

    /// Another seed for everything that is named, FNV-1a of it mixed in
    /// (http://www.isthe.com/chongo/tech/comp/fnv/).
    [[nodiscard]] Seed with(std::string_view name) const;
    [[nodiscard]] Seed with(std::uint64_t number) const;

    [[nodiscard]] Dice dice() const { return Dice(m_value); }
    [[nodiscard]] std::uint64_t value() const { return m_value; }

private:
    std::uint64_t m_value;
};

/// Says yes to `percent` of 100 numbers like chance, but evenly: to one in each stretch of
/// 100/percent numbers, at a random place in it. A demonstration needs its rare cases soon, not on
/// average. The same number gets the same answer, whichever others are asked about.
[[nodiscard]] bool evenChance(Seed seed, std::uint64_t number, double percent);

} // namespace playhead
