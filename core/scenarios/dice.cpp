// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/dice.h"

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

constexpr std::uint64_t step = 0x9e3779b97f4a7c15U;

/// The finaliser of SplitMix64.
std::uint64_t mixed(std::uint64_t state)
{
    state = (state ^ (state >> 30U)) * 0xbf58476d1ce4e5b9U;
    state = (state ^ (state >> 27U)) * 0x94d049bb133111ebU;
    return state ^ (state >> 31U);
}

} // namespace

std::uint64_t Dice::next()
{
    m_state += step;
    return mixed(m_state);
}

double Dice::unit()
{
    return static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

bool Dice::chance(double percent)
{
    return unit() * 100 < percent;
}

std::int64_t Dice::between(std::int64_t low, std::int64_t high)
{
    const auto count = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<std::int64_t>(count == 0 ? next() : next() % count);
}

double Dice::around(double mean)
{
    return mean * std::min(5.0, -std::log(1 - unit()));
}

std::string Dice::uuid()
{
    constexpr char digits[] = "0123456789abcdef";
    auto high = (next() & ~std::uint64_t(0xf000)) | 0x4000U;
    auto low = (next() & ~(std::uint64_t(3) << 62U)) | std::uint64_t(2) << 62U;
    std::string text(36, '-');
    std::size_t at = 36;
    for (int digit = 0; digit < 32; ++digit) {
        auto &half = digit < 16 ? low : high;
        --at;
        if (at == 23 || at == 18 || at == 13 || at == 8) --at;
        text[at] = digits[half & 0xfU];
        half >>= 4U;
    }
    return text;
}

Seed Seed::with(std::string_view name) const
{
    auto hash = std::uint64_t(0xcbf29ce484222325U);
    for (const char letter : name)
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
    return with(hash);
}

Seed Seed::with(std::uint64_t number) const
{
    return Seed(mixed(m_value + mixed(number + step)));
}

bool evenChance(Seed seed, std::uint64_t number, double percent)
{
    if (percent <= 0) return false;
    if (percent > 50) return seed.with(number).dice().chance(percent);
    const auto length = std::max<std::int64_t>(1, std::llround(100 / percent));
    const auto stretch = number / static_cast<std::uint64_t>(length);
    const auto place = seed.with(stretch).dice().between(0, length - 1);
    return number % static_cast<std::uint64_t>(length) == static_cast<std::uint64_t>(place);
}

} // namespace playhead
