// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cmath>
#include <cstdint>

namespace playhead {

/// `1 204 331`: digits in groups of three, with a no-break blank between.
inline QString exactNumber(std::uint64_t number)
{
    auto text = QString::number(number);
    for (auto at = text.size() - 3; at > 0; at -= 3)
        text.insert(at, QChar(0x00A0));
    return text;
}

/// `412`, `9 999`, `412 k`, `1.2 M`: at most five places; for lists.
inline QString shortNumber(std::uint64_t number)
{
    if (number < 10'000) return exactNumber(number);
    const auto scaled = [](double value, const char *unit) {
        const int digits = value < 9.95 ? 1 : 0;
        return QString::number(value, 'f', digits) + QChar(0x00A0) + QLatin1String(unit);
    };
    if (number < 999'500) return scaled(static_cast<double>(number / 1'000), "k");
    if (number < 999'500'000) return scaled(static_cast<double>(number) / 1e6, "M");
    return scaled(static_cast<double>(number) / 1e9, "G");
}

} // namespace playhead
