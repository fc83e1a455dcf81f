// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/dice.h"

#include <algorithm>
#include <cmath>

namespace playhead {

std::uint64_t Dice::next()
{
    m_state += 0x9e3779b97f4a7c15U;
    auto mixed = m_state;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31U);
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

bool EvenChance::next(double percent)
{
    if (percent != m_percent) {
        m_percent = percent;
        m_left = 0;
    }
    if (percent <= 0) return false;
    if (percent > 50) return m_dice.chance(percent);
    if (m_left == 0) {
        m_left = std::max<std::int64_t>(1, std::llround(100 / percent));
        m_until = m_dice.between(0, m_left - 1);
    }
    --m_left;
    return m_until-- == 0;
}

} // namespace playhead
