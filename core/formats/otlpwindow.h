// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/otlplivesteps.h"
#include "model/timestamp.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <unordered_map>
#include <utility>
#include <vector>

namespace playhead {

/// Puts the spans of a running system in order, which arrive late, in any order, and from several
/// processes: holds them until their trace has settled, then gives its steps.
///
/// Traces that link to each other are held together: a *group*. A group is written when nothing of
/// it has arrived for the settling time; for four of them where what a consumer received is not
/// known yet, because programs send their spans every few seconds, each on its own; after fifteen
/// in any case. What was written is remembered as long as there is room, so that a span that
/// arrives later finds its place: only what is new is given, with the time at which it happened.
///
/// Memory is bounded by the limits: first what is remembered goes, then what has been held longest
/// is written early. Nothing is lost. One thread; times are given, so that it has no clock.
class OtlpWindow
{
public:
    struct Limits
    {
        Duration settle = 2 * nanosecondsPerSecond;
        std::size_t spans = 100'000;                ///< held and remembered
        std::size_t bytes = std::size_t(64) << 20U; ///< the same, roughly
    };
    struct Written
    {
        std::vector<TapStep> steps; ///< sorted by time
        std::uint64_t spans = 0;    ///< that they were made of; 0: there is nothing to write
    };

    OtlpWindow(Limits limits, OtlpLiveSteps::Participants participants);

    void add(std::vector<OtlpArrival> arrivals, Timestamp now);

    /// Writes some of what has settled; to be called until there is nothing more.
    [[nodiscard]] Written take(Timestamp now);
    /// The same for everything that is held.
    [[nodiscard]] Written takeHeld();

    /// Spans that have not been written.
    [[nodiscard]] std::size_t held() const { return m_held; }
    /// Spans that have, and are remembered.
    [[nodiscard]] std::size_t remembered() const { return m_spans - m_held; }

private:
    using Trace = std::pair<std::uint64_t, std::uint64_t>;
    struct TraceHash
    {
        std::size_t operator()(const Trace &trace) const noexcept;
    };
    struct Group
    {
        std::vector<Trace> traces;
        std::vector<OtlpHeldSpan> spans; ///< those that are written come first
        std::size_t written = 0;         ///< how many that are
        Timestamp firstHeld = 0;         ///< 0: all are written
        Timestamp lastArrival = 0;
        Timestamp due = 0;
        bool holds = true; ///< whether it is in m_holding, not in m_settled
        bool waitsForSender = false;
    };
    using Groups = std::list<Group>; // elements stay where they are when lists are spliced

    Groups::iterator groupOf(const OtlpArrival &arrival);
    void join(Groups::iterator group, const Trace &trace);
    void merge(Groups::iterator into, Groups::iterator from);
    void arrive(Groups::iterator group, OtlpArrival arrival, Timestamp now);
    [[nodiscard]] bool isDue(Group &group, Timestamp now) const;
    [[nodiscard]] bool isOverfull() const;
    Written write(std::vector<Groups::iterator> &due);
    void remember(Groups::iterator group);
    void forgetSpans(Group &group, std::size_t count);
    void forget(Groups::iterator group);

    Limits m_limits;
    OtlpLiveSteps m_steps;
    Groups m_holding; // have spans that are not written; the one that began first in front
    Groups m_settled; // the one that was written longest ago in front
    std::unordered_map<Trace, Groups::iterator, TraceHash> m_byTrace;
    std::size_t m_spans = 0;
    std::size_t m_held = 0;
    std::size_t m_bytes = 0;
};

} // namespace playhead
