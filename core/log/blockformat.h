// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/flowindex.h"
#include "model/step.h"

#include <cstdint>

namespace playhead {

// Shared by the two halves of the block codec; blockcodec.h has the whole format.

inline constexpr std::uint8_t hasContentType = 0x10;
inline constexpr std::uint8_t hasSchema = 0x20;
inline constexpr std::uint8_t hasCausation = 0x40;
inline constexpr std::uint8_t hasExtensions = 0x80;
inline constexpr std::size_t maxRememberedTexts = 64;

[[nodiscard]] inline std::uint8_t packKind(const Step &step)
{
    auto flags = static_cast<std::uint8_t>(step.kind);
    if (step.evidence == Evidence::Inferred) flags |= FlowIndex::inferredFlag;
    if (step.failed || isFailure(step.kind)) flags |= FlowIndex::failedFlag;
    return flags;
}

inline void unpackKind(std::uint8_t flags, Step &step)
{
    step.kind = static_cast<StepKind>(flags & FlowIndex::kindMask);
    step.evidence =
        (flags & FlowIndex::inferredFlag) != 0 ? Evidence::Inferred : Evidence::Observed;
    step.failed = (flags & FlowIndex::failedFlag) != 0;
}

} // namespace playhead
