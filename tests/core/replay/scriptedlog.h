// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace playhead::test {

/// A log in memory, written step by step, whose events are kept as they were given.
class ScriptedLog
{
public:
    ScriptedLog() : m_events(std::make_shared<Events>()), m_log(std::make_shared<Log>(m_events)) {}

    EventNumber event(Event event)
    {
        if (event.id.empty()) event.id = "e" + std::to_string(m_events->list.size() + 1);
        m_events->list.push_back(std::move(event));
        m_log->setEventCount(m_events->list.size());
        return EventNumber(static_cast<std::uint32_t>(m_events->list.size()));
    }

    EventNumber json(const char *type, const char *subject, std::string data)
    {
        Event made;
        made.type = type;
        made.subject = subject;
        made.source = "shop";
        made.encoding = DataEncoding::Json;
        made.data = std::move(data);
        return event(std::move(made));
    }

    Position step(StepKind kind, const char *from, const char *to, EventNumber number,
                  std::uint8_t attempt = 0)
    {
        Step step;
        step.kind = kind;
        step.failed = isFailure(kind);
        step.attempt = attempt;
        step.time =
            1'700'000'000'000'000'000 + 1'000'000 * Timestamp(m_log->index().appended()) + m_waited;
        step.sender = m_log->writableParticipants().intern(from, Role::Producer);
        step.receiver = m_log->writableParticipants().intern(to, Role::Producer);
        step.event = number;
        if (number.isValid()) {
            const auto &event = m_events->list[number.value() - 1];
            step.type = m_log->writableNames().intern(event.type);
            step.subject = m_log->writableNames().intern(event.subject);
            step.correlation = m_log->writableNames().intern(event.correlation);
        }
        m_log->writableIndex().append(step);
        m_log->writableIndex().publish();
        return m_log->watermark();
    }

    /// The next steps are later by so much; a step is 1 ms later than the one before. May be
    /// negative: a clock that is slow.
    void wait(Duration duration) { m_waited += duration; }

    Position publish(EventNumber number) { return step(StepKind::Publish, "shop", "ch", number); }
    Position deliver(const char *to, EventNumber number, std::uint8_t attempt = 1)
    {
        return step(StepKind::Deliver, "ch", to, number, attempt);
    }
    Position ack(const char *from, EventNumber number)
    {
        return step(StepKind::Ack, from, "ch", number);
    }
    Position nack(const char *from, EventNumber number)
    {
        return step(StepKind::Nack, from, "ch", number);
    }

    LogPtr log() const { return m_log; }
    Log &writable() { return *m_log; }
    NameId name(std::string_view text) const { return m_log->names().find(text); }
    ParticipantId participant(std::string_view text) const
    {
        return m_log->participants().find(text);
    }

private:
    struct Events : EventStore
    {
        std::vector<Event> list;
        Result<Event> event(EventNumber number) override
        {
            if (!number.isValid() || number.value() > list.size()) return failure("no such event");
            return list[number.value() - 1];
        }
        Result<std::string> reason(Position) override { return std::string(); }
    };

    std::shared_ptr<Events> m_events;
    std::shared_ptr<Log> m_log;
    Duration m_waited = 0;
};

} // namespace playhead::test
