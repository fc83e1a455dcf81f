// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/scenariotable.h"

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace playhead {

/// Where the knobs of a running scenario stand. Thread-safe without locks: a person turns, the
/// scenario reads at its next decision.
class KnobValues
{
public:
    /// `knobs` must outlive this object; those of scenarios() do.
    explicit KnobValues(std::span<const Knob> knobs);

    /// False: there is no such knob. The value is brought into the knob's range.
    bool set(std::string_view name, double value);

    /// 0 for a knob that is not there.
    [[nodiscard]] double value(std::string_view name) const;

    [[nodiscard]] bool contains(std::string_view name) const;

private:
    [[nodiscard]] std::size_t indexOf(std::string_view name) const;

    std::span<const Knob> m_knobs;
    std::unique_ptr<std::atomic<double>[]> m_values;
};

} // namespace playhead
