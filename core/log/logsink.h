// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/participanttable.h"
#include "model/step.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace playhead {

/// A record of the input that could not be read.
struct SkippedRecord
{
    std::uint64_t line = 0;   ///< from 1; 0 where the format has no lines
    std::uint64_t offset = 0; ///< byte offset in the uncompressed input, from 0
    std::string reason;       ///< for a person
};

/// Where a reader puts what it reads. Order of calls is order of positions. One thread at a time.
class LogSink
{
public:
    virtual ~LogSink() = default;

    /// The id of a participant, made now if it is new (see ParticipantTable::intern).
    virtual ParticipantId participant(std::string_view name, Role role) = 0;

    /// Stores an event and gives its number. The view is copied before the call returns.
    virtual EventNumber event(const EventView &event) = 0;

    /// Appends a step.
    virtual void step(const StepRecord &step) = 0;

    /// Notes that a record of the input was left out; it is counted, and the first ones are listed.
    virtual void skipped(SkippedRecord record) = 0;
};

} // namespace playhead
