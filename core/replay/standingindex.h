// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "replay/findings/routes.h"

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

namespace playhead {

/// How far a consumer has come at some position of the log.
struct ConsumerStanding
{
    ParticipantId consumer;
    Position ack;   ///< the step by which it took the event where it stands; none: it has none yet
    Position event; ///< the step that first shows that event: its publish where the log has one
    /// Events published to it behind that one. Of consumers that share their events, those that
    /// none of them has acknowledged.
    std::uint64_t behind = 0;

    bool operator==(const ConsumerStanding &) const = default;
};

/// Where each consumer stands at any position: the latest event, in the order in which the log met
/// them, that it has acknowledged by then, and how many events published to it lie behind that one.
/// What is published to a consumer is told from what is ever delivered to it: events of that type
/// on that channel, from the first of them on. An event that was given up counts until a later one
/// is acknowledged, as in the offsets of a partitioned log.
///
/// Keeps the figures of every `blockSize` steps; what lies between is read from the columns.
/// Memory: 8 bytes a participant and 4 a pair of channel and type, each for every block. Cost:
/// update() about 10 ns a new step; at() up to 60 us a consumer, whatever the length of the log.
///
/// Threads: one at a time, not always the same.
class StandingIndex
{
public:
    static constexpr std::size_t blockSize = std::size_t(1) << 15U;

    explicit StandingIndex(LogPtr log);

    [[nodiscard]] const LogPtr &log() const { return m_log; }

    /// Takes in what the log has by now. False: asked to stop before the end; the next call goes
    /// on.
    bool update(const std::stop_token &stop = {});

    /// The last step that was taken in; none: no step yet.
    [[nodiscard]] Position covered() const { return Position(m_done); }

    /// All consumers that acknowledge something anywhere, in the order of their ids. `at` is
    /// bounded by covered().
    [[nodiscard]] std::vector<ConsumerStanding> at(Position at) const;

    /// Whether events of that type on that channel go to the consumer.
    [[nodiscard]] bool takes(ParticipantId consumer, ParticipantId channel, NameId type) const;

private:
    struct Latest
    {
        std::uint32_t event = 0; ///< EventNumber
        std::uint32_t ack = 0;   ///< its position
    };
    /// The figures after some step.
    struct Figures
    {
        std::vector<Latest> acknowledged;     ///< by ParticipantId
        std::vector<std::uint32_t> published; ///< by route
        std::uint32_t highestEvent = 0;       ///< EventNumber
    };
    struct Delivered
    {
        std::uint32_t event = 0;
        std::uint16_t channel = 0;
        std::uint16_t consumer = 0;
    };
    static constexpr std::size_t rememberedDeliveries = 4096;

    void takeDelivery(const FlowIndex::Chunk &chunk, std::size_t i);
    template <class Column> static auto &grown(Column &column, std::size_t index)
    {
        if (index >= column.size()) column.resize(index + 1U);
        return column[index];
    }
    /// Counts the steps behind the first `from` up to `end`.
    void count(Figures &figures, std::uint64_t from, std::uint64_t end) const;
    [[nodiscard]] Figures figuresAt(Position at) const;
    [[nodiscard]] Position firstShown(std::uint32_t event, Position upTo) const;

    LogPtr m_log;
    std::uint64_t m_done = 0;
    Figures m_now;
    std::vector<Figures> m_blocks; ///< at the end of each complete block
    Routes m_routes;
    std::vector<std::uint32_t> m_firstDelivered; ///< EventNumber by ParticipantId
    std::vector<Delivered> m_deliveries;         ///< the last ones, by event number
};

} // namespace playhead
