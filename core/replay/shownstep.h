// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/participanttable.h"
#include "model/result.h"
#include "model/step.h"

#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// A step with all that it says, wherever it comes from: ids are only good within one log. Valid
/// as long as what it was made from.
struct ShownStep
{
    Timestamp time = 0;
    StepKind kind = StepKind::Publish;
    bool failed = false;
    std::uint8_t attempt = 0;
    std::string_view sender;
    std::string_view receiver;
    std::string_view reason;
    const Event *event = nullptr;
};

/// A step on its way into a log.
[[nodiscard]] ShownStep shown(const TapStep &step, const ParticipantTable &participants);

/// The attributes that differ, for a person: `type, data`; empty: none. Extensions count whatever
/// their order.
[[nodiscard]] std::string eventDifference(const Event &one, const Event &other);

/// What differs, for a person, `one` being expected: `the receiver is 'b' instead of 'a'`; empty:
/// nothing.
[[nodiscard]] std::string stepDifference(const ShownStep &one, const ShownStep &other);

/// Reads the steps of a log in order with their events, a few hundred at a time. One thread.
class StepReader
{
public:
    explicit StepReader(LogPtr log) : m_log(std::move(log)) {}

    /// Valid until the next call. The position must be in the log. Fails where an event cannot be
    /// read. Cost in order: some 1 us.
    Result<ShownStep> at(Position position);

private:
    Result<void> load(Position first);

    LogPtr m_log;
    Position m_first; ///< of those that are loaded
    std::size_t m_count = 0;
    std::vector<EventNumber> m_numbers; ///< sorted
    std::vector<Event> m_events;
    std::string m_reason;
};

} // namespace playhead
