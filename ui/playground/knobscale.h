// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/scenariotable.h"

#include <QString>

#include <vector>

namespace playhead {

/// The values a knob's slider stops at: round ones, close together near the minimum and, for wide
/// ranges, further apart above, so that 1/s and 1 000 000/s can both be reached. Minimum, maximum
/// and the initial value are among them. At most a few hundred.
class KnobScale
{
public:
    explicit KnobScale(const Knob &knob);

    /// The number of stops, at least 1.
    [[nodiscard]] int count() const { return static_cast<int>(m_values.size()); }
    /// `index` is brought into the scale.
    [[nodiscard]] double valueAt(int index) const;
    /// The stop nearest to `value`.
    [[nodiscard]] int indexOf(double value) const;

private:
    std::vector<double> m_values; ///< ascending, each once
};

/// `40 ms`, `2/s`, `0.5/s`, `12 %`, `1 000 000/s`: exact, for a person.
[[nodiscard]] QString knobText(const Knob &knob, double value);

} // namespace playhead
