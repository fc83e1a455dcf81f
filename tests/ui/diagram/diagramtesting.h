// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/diagramlayout.h"
#include "diagram/layoutrows.h"
#include "transports/livesource.h"

#include <memory>
#include <utility>

namespace playhead::test {

/// A log written down step by step.
class HandMade
{
public:
    HandMade()
    {
        auto &table = log->writableParticipants();
        web = table.intern("web", Role::Producer);
        bus = table.intern("bus", Role::Channel);
        mail = table.intern("mail", Role::Consumer);
        type = log->writableNames().intern("order.placed");
    }
    Step &add(StepKind kind, ParticipantId from, ParticipantId to, std::uint32_t event,
              std::uint8_t attempt = 0, Duration after = nanosecondsPerMillisecond)
    {
        m_time += after;
        m_step = {};
        m_step.kind = kind;
        m_step.sender = from;
        m_step.receiver = to;
        m_step.event = EventNumber(event);
        m_step.type = type;
        m_step.attempt = attempt;
        m_step.time = m_time;
        m_step.failed = isFailure(kind);
        log->writableIndex().append(m_step);
        return m_step;
    }
    /// A source tells that it was lost, or is back.
    void gap(ParticipantId source, bool lost, Duration after)
    {
        m_time += after;
        m_step = {};
        m_step.sender = m_step.receiver = source;
        m_step.type = log->writableNames().intern(lost ? sourceLostType : sourceBackType);
        m_step.time = m_time;
        m_step.failed = lost;
        log->writableIndex().append(m_step);
    }
    void publish()
    {
        log->writableDensity().extend(log->index());
        log->writableIndex().publish();
    }

    std::shared_ptr<Log> log = std::make_shared<Log>();
    ParticipantId web, bus, mail;
    NameId type;

private:
    Timestamp m_time = 1'700'000'000'000'000'000;
    Step m_step;
};

/// A diagram of a log, without a window.
class Picture
{
public:
    explicit Picture(LogPtr log, DetailLevel level = DetailLevel::Full) : m_log(std::move(log))
    {
        shown = RowMap::all(m_log->watermark());
        setLevel(level);
        std::vector<LaneWish> wishes;
        for (std::size_t i = 1; i <= m_log->participants().size(); ++i)
            wishes.push_back({ParticipantId(static_cast<std::uint16_t>(i)), 80, false});
        plan = planLanes(wishes, 900);
        input.log = m_log.get();
        input.lanes = &plan;
        input.theme = &theme;
        input.width = gutterWidth + 900;
        input.scale.height = 700;
        input.following = true;
        input.playhead = m_log->watermark();
        input.typicalGap = typicalGap(*m_log);
        input.sourceGaps = SourceGaps(*m_log);
    }
    void setLevel(DetailLevel level)
    {
        rows = DetailRows::make(m_log, shown, level, nullptr, {});
        input.rows = rows.get();
        input.scale.rows = rows->rows().count();
    }
    DiagramScene scene() { return layoutDiagram(input, cache); }
    double x(ParticipantId id) const { return laneX(input, id); }

    Theme theme;
    RowMapPtr shown;
    DetailRows::Ptr rows;
    LanePlan plan;
    DiagramInput input;
    DensityCache cache;

private:
    LogPtr m_log;
};

} // namespace playhead::test
