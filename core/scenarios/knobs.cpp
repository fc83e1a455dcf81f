// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/knobs.h"

#include <algorithm>
#include <cmath>

namespace playhead {

KnobValues::KnobValues(std::span<const Knob> knobs)
    : m_knobs(knobs), m_values(std::make_unique<std::atomic<double>[]>(knobs.size()))
{
    for (std::size_t i = 0; i < knobs.size(); ++i)
        m_values[i] = knobs[i].initial;
}

bool KnobValues::set(std::string_view name, double value)
{
    const auto index = indexOf(name);
    if (index == m_knobs.size()) return false;
    const auto &knob = m_knobs[index];
    m_values[index] =
        std::isnan(value) ? knob.initial : std::clamp(value, knob.minimum, knob.maximum);
    return true;
}

double KnobValues::value(std::string_view name) const
{
    const auto index = indexOf(name);
    return index == m_knobs.size() ? 0 : m_values[index].load();
}

bool KnobValues::contains(std::string_view name) const
{
    return indexOf(name) != m_knobs.size();
}

std::size_t KnobValues::indexOf(std::string_view name) const
{
    const auto found = std::ranges::find(m_knobs, name, &Knob::name);
    return static_cast<std::size_t>(found - m_knobs.begin());
}

} // namespace playhead
