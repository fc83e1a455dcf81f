// SPDX-License-Identifier: GPL-3.0-or-later
#include "when/breakpointwatch.h"

#include <algorithm>

namespace playhead {
namespace {

/// So many steps are tested at once: a few milliseconds of work, and more than a frame of playing.
constexpr std::uint64_t stretch = 20'000;

} // namespace

BreakpointWatch::BreakpointWatch(ViewState &view, Breakpoints &breakpoints,
                                 const ProjectionTable &projections, QObject *parent)
    : QObject(parent),
      m_view(view),
      m_breakpoints(breakpoints),
      m_projections(projections),
      m_finders(std::make_shared<BreakpointFinders>()),
      m_job([this](const Answer &answer) { take(answer); })
{
    connect(&breakpoints, &Breakpoints::changed, this, &BreakpointWatch::forget);
    connect(&view, &ViewState::logChanged, this, [this] {
        forget();
        m_finders = std::make_shared<BreakpointFinders>();
    });
}

void BreakpointWatch::forget()
{
    m_job.cancel();
    m_asked = false;
    m_ahead = {};
    m_wantedFrom = {};
    m_errors.clear();
}

PlayLimit BreakpointWatch::limit(Position from, Position to)
{
    if (!m_breakpoints.anyOn() || from >= to) return {to, false, {}};
    const auto &looked = m_ahead.looked;
    const Position next(from.value() + 1);
    const bool known = !looked.isEmpty() && looked.first <= next && next <= looked.last
                       && (!m_ahead.at.isValid() || next <= m_ahead.at);
    if (!known) {
        m_ahead = {};
        m_wantedFrom = next;
        ask();
        return {from, false, {}};
    }
    if (m_ahead.at.isValid()) {
        if (m_ahead.at > to) return {to, false, {}};
        return {m_ahead.at, true, m_breakpoints.list()[m_ahead.index].what.text};
    }
    m_wantedFrom = next;
    ask();
    return {std::min(to, looked.last), false, {}};
}

void BreakpointWatch::stopped(Position at)
{
    if (m_ahead.at == at) m_breakpoints.countHit(m_ahead.index);
}

/// Goes on behind what is known, and starts anew where the player is somewhere else.
PositionRange BreakpointWatch::wantedAhead() const
{
    if (!m_wantedFrom.isValid() || m_ahead.at.isValid()) return {};
    const auto &looked = m_ahead.looked;
    const auto end = m_view.watermark();
    const auto first = looked.isEmpty() ? m_wantedFrom : Position(looked.last.value() + 1);
    if (first.value() > m_wantedFrom.value() + 2 * stretch) return {};
    return {first, std::min(end, Position(first.value() + stretch - 1))};
}

void BreakpointWatch::ask()
{
    const auto log = m_view.log();
    if (!log || m_asked || !m_breakpoints.anyOn()) return;
    const auto ahead = wantedAhead();
    if (ahead.isEmpty()) return;
    m_asked = true;
    m_job.request([=, finders = m_finders, breakpoints = m_breakpoints.list(),
                   projections = m_projections](const std::stop_token &stop) {
        Answer answer;
        finders->want(breakpoints, log, projections, answer.errors);
        answer.ahead = finders->firstIn(ahead, answer.errors, stop);
        return answer;
    });
}

void BreakpointWatch::take(const Answer &answer)
{
    m_asked = false;
    if (const auto &ahead = answer.ahead; !ahead.looked.isEmpty()) {
        const bool continues = !m_ahead.looked.isEmpty()
                               && ahead.looked.first.value() == m_ahead.looked.last.value() + 1;
        if (!continues) m_ahead.looked.first = ahead.looked.first;
        m_ahead.looked.last = ahead.looked.last;
        m_ahead.at = ahead.at;
        m_ahead.index = ahead.index;
    }
    for (int i = 0; i < answer.errors.size(); ++i)
        if (!answer.errors[i].isEmpty() && answer.errors[i] != m_errors.value(i))
            emit failed(i, answer.errors[i]);
    m_errors = answer.errors;
    ask();
}

} // namespace playhead
