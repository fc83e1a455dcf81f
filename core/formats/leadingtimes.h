// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/logreader.h"
#include "log/logsink.h"

namespace playhead {

/// Gives the events at the beginning of a log that have no time the first one that the log does
/// give, so that they do not lie in 1970; readers give later ones the time of the event before.
/// Passes on everything else as it is.
///
/// Costs nothing unless the first event has no time; then the beginning is read twice, at most
/// about ten thousand records of it. One thread.
class LeadingTimes final : public LogSink
{
public:
    LeadingTimes(const LogReader &reader, const LogInput &input, LogSink &sink)
        : m_reader(reader), m_input(input), m_sink(sink)
    {}

    ParticipantId participant(std::string_view name, Role role) override
    {
        return m_sink.participant(name, role);
    }
    EventNumber event(const EventView &event) override;
    void step(const StepRecord &step) override;
    void skipped(SkippedRecord record) override { m_sink.skipped(std::move(record)); }

private:
    [[nodiscard]] Timestamp firstTime();

    const LogReader &m_reader;
    const LogInput &m_input;
    LogSink &m_sink;
    Timestamp m_first = 0;
    bool m_looked = false;
    bool m_leading = true; ///< no event with a time so far
};

} // namespace playhead
