// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/findings/checkcontext.h"

#include <deque>
#include <vector>

namespace playhead {

/// Finds consumers that trail behind their channel: events that take too long from publish to
/// deliver, events published behind which no delivery comes any more, and queries that such a
/// consumer answers from old state. One finding for each stretch of lag, from the first late event
/// to the first that is on time.
///
/// Cost: a few nanoseconds a delivery; an answer of a consumer that is behind looks back over at
/// most `lookBack` steps.
class LagCheck
{
public:
    static constexpr std::uint64_t lookBack = 4096;
    static constexpr std::size_t maxDoubts = 256;

    explicit LagCheck(CheckContext &context) : m_context(context) {}

    /// An event came to a consumer for the first time. `behind`: where its publish is not known any
    /// more, by how many events at least the consumer trails; else 0.
    void delivered(const EventState &state, const Step &step, std::uint64_t behind);
    /// A consumer acknowledged an event for the first time.
    void acknowledged(const EventState &state, const Step &step);
    void replied(const Step &reply);

    /// What is to be said as things stand.
    void report(FindingList &found) const;

private:
    /// An answer that was old, if the event takes too long to get through.
    struct Doubt
    {
        std::uint32_t event = 0;
        Timestamp published = 0;
        Position reply;
    };
    /// One consumer on one channel.
    struct Trail
    {
        std::uint16_t consumer = 0;
        std::uint16_t channel = 0;
        std::uint32_t ordinal = 0;     ///< of the last event delivered
        std::uint32_t lastPublish = 0; ///< its position
        std::uint32_t number = 0;      ///< highest event number delivered
        std::uint32_t acked = 0;       ///< highest ordinal acknowledged
        bool lags = false;
        Finding finding;
        std::deque<Doubt> doubts;
    };

    Trail *find(std::uint16_t consumer, std::uint16_t channel);
    Trail &of(std::uint16_t consumer, std::uint16_t channel);
    void begin(Trail &trail, const Step &step) const;
    static void addOldAnswer(Finding &finding, Position reply);
    void finish(Trail &trail);
    void addBacklog(const Trail &trail, Finding &finding) const;
    void addDoubts(const Trail &trail, Finding &finding) const;

    CheckContext &m_context;
    std::vector<std::vector<Trail>> m_trails; ///< by consumer
};

} // namespace playhead
