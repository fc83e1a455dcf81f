// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlpwindow.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

namespace playhead {
namespace {

/// Settling times that a group waits for the sender of what a consumer received, and at most.
constexpr int sendersTimes = 4;
constexpr int mostTimes = 15;

/// Spans of one group that are remembered: each that arrives later is planned with all of them.
constexpr std::size_t mostOfGroup = 5'000;
/// Groups larger than this are not joined any more, so that a system in which everything links to
/// everything does not become one group.
constexpr std::size_t largestJoined = 20'000;
/// Spans planned at once, roughly.
constexpr std::size_t mostAtOnce = 20'000;

/// What a span costs beside its text, roughly.
std::size_t costOf(const OtlpHeldSpan &span)
{
    constexpr std::size_t itself = 400;
    constexpr std::size_t cause = 128;
    return itself + span.arrival.json.size() + cause * span.arrival.causes.size();
}

/// Makes span ids sortable.
auto asKey(const OtlpSpanId &id)
{
    return std::tuple(id.traceHigh, id.traceLow, id.span);
}

} // namespace

std::size_t OtlpWindow::TraceHash::operator()(const Trace &trace) const noexcept
{
    return std::hash<std::uint64_t>()(trace.first * 0x9E3779B97F4A7C15U ^ trace.second);
}

OtlpWindow::OtlpWindow(Limits limits, OtlpLiveSteps::Participants participants)
    : m_limits(limits), m_steps(std::move(participants))
{}

void OtlpWindow::add(std::vector<OtlpArrival> arrivals, Timestamp now)
{
    for (auto &arrival : arrivals) {
        const auto group = groupOf(arrival);
        arrive(group, std::move(arrival), now);
    }
}

OtlpWindow::Groups::iterator OtlpWindow::groupOf(const OtlpArrival &arrival)
{
    const Trace own(arrival.id.traceHigh, arrival.id.traceLow);
    const auto known = m_byTrace.find(own);
    auto group = m_holding.end();
    if (known != m_byTrace.end()) {
        group = known->second;
    } else {
        group = m_holding.emplace(m_holding.end());
        group->traces.push_back(own);
        m_byTrace.emplace(own, group);
    }
    for (const auto &cause : arrival.causes)
        join(group, {cause.traceHigh, cause.traceLow});
    return group;
}

void OtlpWindow::join(Groups::iterator group, const Trace &trace)
{
    const auto [known, isNew] = m_byTrace.try_emplace(trace, group);
    if (isNew)
        group->traces.push_back(trace);
    else if (known->second != group
             && group->spans.size() + known->second->spans.size() <= largestJoined)
        merge(group, known->second);
}

void OtlpWindow::merge(Groups::iterator into, Groups::iterator from)
{
    for (const auto &trace : from->traces)
        m_byTrace[trace] = into;
    into->traces.insert(into->traces.end(), from->traces.begin(), from->traces.end());
    const auto firstHeld = from->spans.begin() + static_cast<std::ptrdiff_t>(from->written);
    const auto place = into->spans.begin() + static_cast<std::ptrdiff_t>(into->written);
    into->spans.insert(place, std::move_iterator(from->spans.begin()),
                       std::move_iterator(firstHeld));
    into->spans.insert(into->spans.end(), std::move_iterator(firstHeld),
                       std::move_iterator(from->spans.end()));
    into->written += from->written;
    if (firstHeld != from->spans.end()
        && (into->firstHeld == 0 || from->firstHeld < into->firstHeld))
        into->firstHeld = from->firstHeld;
    (from->holds ? m_holding : m_settled).erase(from);
}

void OtlpWindow::arrive(Groups::iterator group, OtlpArrival arrival, Timestamp now)
{
    if (group->firstHeld == 0) group->firstHeld = now;
    if (!std::exchange(group->holds, true)) m_holding.splice(m_holding.end(), m_settled, group);
    group->spans.push_back({std::move(arrival), nullptr, {}});
    group->lastArrival = now;
    group->due = std::min(now + m_limits.settle, group->firstHeld + mostTimes * m_limits.settle);
    group->waitsForSender = false;
    m_bytes += costOf(group->spans.back());
    ++m_spans;
    ++m_held;
}

bool OtlpWindow::isDue(Group &group, Timestamp now) const
{
    if (now < group.due) return false;
    if (group.waitsForSender) return true;
    std::set<decltype(asKey({}))> senders;
    for (auto i = group.written; i < group.spans.size(); ++i) {
        const auto &arrival = group.spans[i].arrival;
        if (!arrival.consumes) continue;
        for (const auto &cause : arrival.causes)
            senders.insert(asKey(cause));
    }
    if (!senders.empty())
        for (const auto &span : group.spans)
            senders.erase(asKey(span.arrival.id));
    if (senders.empty()) return true;
    group.waitsForSender = true;
    group.due = std::min(group.lastArrival + sendersTimes * m_limits.settle,
                         group.firstHeld + mostTimes * m_limits.settle);
    return now >= group.due;
}

bool OtlpWindow::isOverfull() const
{
    return m_spans > m_limits.spans || m_bytes > m_limits.bytes;
}

OtlpWindow::Written OtlpWindow::take(Timestamp now)
{
    while (isOverfull() && !m_settled.empty())
        forget(m_settled.begin());
    std::vector<Groups::iterator> due;
    std::size_t spans = 0;
    for (auto group = m_holding.begin(); group != m_holding.end() && spans < mostAtOnce; ++group) {
        if (!isOverfull() && !isDue(*group, now)) continue;
        due.push_back(group);
        spans += group->spans.size();
    }
    return write(due);
}

OtlpWindow::Written OtlpWindow::takeHeld()
{
    std::vector<Groups::iterator> due;
    std::size_t spans = 0;
    for (auto group = m_holding.begin(); group != m_holding.end() && spans < mostAtOnce; ++group) {
        due.push_back(group);
        spans += group->spans.size();
    }
    return write(due);
}

OtlpWindow::Written OtlpWindow::write(std::vector<Groups::iterator> &due)
{
    Written written;
    std::vector<OtlpHeldSpan *> spans;
    for (const auto group : due) {
        written.spans += group->spans.size() - group->written;
        for (auto &span : group->spans)
            spans.push_back(&span);
    }
    if (spans.empty()) return written;
    written.steps = m_steps.write(spans);
    m_held -= written.spans;
    for (const auto group : due)
        remember(group);
    return written;
}

void OtlpWindow::remember(Groups::iterator group)
{
    group->written = group->spans.size();
    group->firstHeld = 0;
    group->holds = false;
    if (group->written > mostOfGroup) forgetSpans(*group, group->written - mostOfGroup);
    m_settled.splice(m_settled.end(), m_holding, group);
}

void OtlpWindow::forgetSpans(Group &group, std::size_t count)
{
    const auto end = group.spans.begin() + static_cast<std::ptrdiff_t>(count);
    for (auto span = group.spans.begin(); span != end; ++span)
        m_bytes -= costOf(*span);
    group.spans.erase(group.spans.begin(), end);
    group.written -= count;
    m_spans -= count;
    std::set<Trace> named;
    for (const auto &span : group.spans) {
        named.emplace(span.arrival.id.traceHigh, span.arrival.id.traceLow);
        for (const auto &cause : span.arrival.causes)
            named.emplace(cause.traceHigh, cause.traceLow);
    }
    std::erase_if(group.traces, [&](const Trace &trace) {
        if (named.contains(trace)) return false;
        m_byTrace.erase(trace);
        return true;
    });
}

void OtlpWindow::forget(Groups::iterator group)
{
    forgetSpans(*group, group->spans.size());
    m_settled.erase(group);
}

} // namespace playhead
