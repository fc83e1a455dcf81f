// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/knobscale.h"

#include "numbertext.h"

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

constexpr int stops = 160;

/// To two digits, and no finer than a tenth (of a rate) or a whole (of anything else).
double rounded(double value, double finest)
{
    if (value <= 0) return 0;
    const auto digit = std::pow(10, std::floor(std::log10(value)) - 1);
    const auto step = std::max(digit, finest);
    return std::round(value / step) * step;
}

} // namespace

KnobScale::KnobScale(const Knob &knob)
{
    const auto range = knob.maximum - knob.minimum;
    const bool share = knob.unit == "%";
    const double finest = knob.unit == "/s" && range <= 1000 ? 0.1 : 1;
    const double bend = share ? 1 : range <= 1000 ? 2 : range <= 10'000 ? 2.5 : 4;
    const int steps = share ? std::max(1, static_cast<int>(std::round(range))) : stops;
    for (int i = 0; i <= steps; ++i) {
        const auto part = std::pow(static_cast<double>(i) / steps, bend);
        const auto value = knob.minimum + rounded(range * part, finest);
        m_values.push_back(std::clamp(value, knob.minimum, knob.maximum));
    }
    m_values.push_back(knob.minimum);
    m_values.push_back(knob.maximum);
    m_values.push_back(std::clamp(knob.initial, knob.minimum, knob.maximum));
    std::ranges::sort(m_values);
    const auto same = [](double a, double b) { return std::abs(a - b) < 1e-9; };
    m_values.erase(std::unique(m_values.begin(), m_values.end(), same), m_values.end());
}

double KnobScale::valueAt(int index) const
{
    return m_values[static_cast<std::size_t>(std::clamp(index, 0, count() - 1))];
}

int KnobScale::indexOf(double value) const
{
    const auto above = std::ranges::lower_bound(m_values, value);
    if (above == m_values.begin()) return 0;
    if (above == m_values.end()) return count() - 1;
    const auto index = static_cast<int>(above - m_values.begin());
    return value - *(above - 1) < *above - value ? index - 1 : index;
}

QString knobText(const Knob &knob, double value)
{
    const auto unit = QString::fromStdString(knob.unit);
    const bool whole = value >= 0 && std::abs(value - std::round(value)) < 1e-9;
    const auto number = whole ? exactNumber(static_cast<std::uint64_t>(std::llround(value)))
                              : QString::number(value, 'g', 6);
    if (unit.isEmpty() || unit.startsWith(QLatin1Char('/'))) return number + unit;
    return number + QChar(0x00A0) + unit;
}

} // namespace playhead
