// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/buscore.h"
#include "model/step.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace playhead {

/// Collects the few steps that may reach the tap in one go: those between which no code of a user
/// runs. Flush before any does.
class StepBuffer
{
public:
    explicit StepBuffer(BusCore &core) : m_core(core) {}

    void add(Timestamp time, StepKind kind, const EventPtr &event, ParticipantId sender,
             ParticipantId receiver, std::uint32_t attempt = 0,
             std::shared_ptr<const std::string> reason = {})
    {
        if (m_count == m_steps.size()) flush();
        auto &step = m_steps[m_count++];
        step.time = time;
        step.event = event;
        step.reason = std::move(reason);
        step.sender = sender;
        step.receiver = receiver;
        step.kind = kind;
        step.evidence = Evidence::Observed;
        step.failed = isFailure(kind);
        step.attempt = std::uint8_t(std::min(attempt, 255U));
    }

    void flush()
    {
        m_core.tap().hand({m_steps.data(), m_count});
        m_count = 0;
    }

private:
    BusCore &m_core;
    std::array<TapStep, 2> m_steps;
    std::size_t m_count = 0;
};

} // namespace playhead
