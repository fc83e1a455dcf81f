// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/step.h"

#include <algorithm>

namespace playhead {
namespace {

constexpr std::array<std::string_view, stepKindCount> kindNames = {
    "command", "publish", "deliver", "ack", "nack", "dead-letter", "query", "reply"};

} // namespace

std::string_view stepKindName(StepKind kind)
{
    return kindNames[static_cast<std::size_t>(kind)];
}

std::optional<StepKind> stepKindFromName(std::string_view name)
{
    const auto found = std::find(kindNames.begin(), kindNames.end(), name);
    if (found == kindNames.end()) return std::nullopt;
    return static_cast<StepKind>(found - kindNames.begin());
}

} // namespace playhead
