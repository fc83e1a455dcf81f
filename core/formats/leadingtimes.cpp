// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/leadingtimes.h"

#include <stop_token>

namespace playhead {
namespace {

/// Takes in records until one has a time.
class FirstTime final : public LogSink
{
public:
    ParticipantId participant(std::string_view, Role) override { return ParticipantId(1); }
    EventNumber event(const EventView &event) override
    {
        constexpr std::uint32_t mostEvents = 10'000;
        look(event.time);
        if (++m_events == mostEvents) m_found.request_stop();
        return EventNumber(m_events);
    }
    void step(const StepRecord &step) override { look(step.time); }
    void skipped(SkippedRecord) override {}

    [[nodiscard]] Timestamp time() const { return m_time; }
    [[nodiscard]] std::stop_token found() const { return m_found.get_token(); }

private:
    void look(Timestamp time)
    {
        if (time == 0 || m_time != 0) return;
        m_time = time;
        m_found.request_stop();
    }

    Timestamp m_time = 0;
    std::uint32_t m_events = 0;
    std::stop_source m_found;
};

} // namespace

EventNumber LeadingTimes::event(const EventView &event)
{
    if (!m_leading || event.time != 0) {
        m_leading = false;
        return m_sink.event(event);
    }
    EventView dated = event;
    dated.time = firstTime();
    return m_sink.event(dated);
}

void LeadingTimes::step(const StepRecord &step)
{
    if (step.time != 0 || !m_looked) return m_sink.step(step);
    StepRecord dated = step;
    dated.time = m_first;
    m_sink.step(dated);
}

Timestamp LeadingTimes::firstTime()
{
    if (m_looked) return m_first;
    m_looked = true;
    FirstTime first;
    LogInput beginning = m_input;
    beginning.progress = {};
    beginning.stop = first.found();
    // A log that cannot be read is told by the reading proper.
    if (m_reader.read(beginning, first)) m_first = first.time();
    return m_first;
}

} // namespace playhead
