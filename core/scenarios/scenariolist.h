// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/scenario.h"

#include <memory>
#include <string_view>

namespace playhead {

std::unique_ptr<Scenario> makeUsers(const ScenarioContext &context);
std::unique_ptr<Scenario> makeShop(const ScenarioContext &context);
std::unique_ptr<Scenario> makeDuplicates(const ScenarioContext &context);
std::unique_ptr<Scenario> makeLag(const ScenarioContext &context);
std::unique_ptr<Scenario> makeBlank(const ScenarioContext &context);
std::unique_ptr<Scenario> makeFirehose(const ScenarioContext &context);

/// The scenario of that name, not started. Null: there is none. The knobs must be those of its
/// ScenarioInfo.
std::unique_ptr<Scenario> makeScenario(std::string_view name, const ScenarioContext &context);

} // namespace playhead
