// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/projection.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// A number that a person turns while a scenario runs.
struct Knob
{
    std::string name;  ///< stable, for programs: `rate`
    std::string label; ///< for a person: `Orders`
    std::string description;
    double minimum = 0;
    double maximum = 1;
    double initial = 0; ///< what it stands at when the scenario starts
    std::string unit;   ///< `/s`, `ms`, `%`; empty: a switch (0 or 1) or a bare number

    /// Off or on rather than a range.
    [[nodiscard]] bool isSwitch() const { return unit.empty() && minimum == 0 && maximum == 1; }
};

/// A command or query that a scenario answers, with data that works as it stands.
struct RequestExample
{
    std::string name; ///< `place-order`
    std::string description;
    std::string example; ///< JSON text
};

/// What a scenario is, for lists and forms.
struct ScenarioInfo
{
    std::string name;  ///< stable, one word: `shop`
    std::string title; ///< for a person
    std::string description;
    std::string lesson; ///< what to look for while it runs, one line
    std::vector<Knob> knobs;
    std::vector<RequestExample> commands;
    std::vector<RequestExample> queries;
};

/// The scenarios of this build, in the order to show them. Any thread; valid for ever.
[[nodiscard]] std::span<const ScenarioInfo> scenarios();

/// The name of the scenario that is nothing but a bus, to build one's own on. Not in scenarios().
inline constexpr std::string_view blankScenario = "blank";

/// Null: no scenario of that name.
[[nodiscard]] const ScenarioInfo *findScenario(std::string_view name);

/// Adds the native projections that scenarios bring, such as `users`.
void addScenarioProjections(ProjectionTable &projections);

} // namespace playhead
