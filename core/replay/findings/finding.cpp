// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/findings/finding.h"

#include <algorithm>

namespace playhead {
namespace {

struct Names
{
    std::string_view name;
    std::string_view title;
};

constexpr std::array<Names, findingKindCount> names = {{
    {"duplicate-delivery", "Duplicate deliveries"},
    {"not-idempotent", "Consumers that are not idempotent"},
    {"unacknowledged", "Unacknowledged deliveries"},
    {"never-delivered", "Published, never delivered"},
    {"order-broken", "Broken order"},
    {"retries-failed", "Retries that never succeed"},
    {"dead-letter", "Dead letters"},
    {"saga-compensated", "Compensated sagas"},
    {"saga-half-done", "Sagas left half done"},
    {"effect-before-cause", "Effects before their causes"},
    {"sequence-gap", "Gaps in sequence numbers"},
    {"read-model-lag", "Read models that lag"},
}};

} // namespace

std::string_view findingKindName(FindingKind kind)
{
    return names[static_cast<std::size_t>(kind)].name;
}

std::optional<FindingKind> findingKindFromName(std::string_view name)
{
    const auto found = std::ranges::find(names, name, &Names::name);
    if (found == names.end()) return {};
    return static_cast<FindingKind>(found - names.begin());
}

std::string_view findingKindTitle(FindingKind kind)
{
    return names[static_cast<std::size_t>(kind)].title;
}

std::string_view severityName(Severity severity)
{
    switch (severity) {
    case Severity::Note: return "note";
    case Severity::Warning: return "warning";
    case Severity::Error: return "error";
    }
    return {};
}

} // namespace playhead
