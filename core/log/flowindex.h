// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/step.h"

#include <array>
#include <atomic>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace playhead {

/// The columns of all steps of one log in memory: append-only, in chunks that never move, 30 bytes
/// a step. Payloads are not here; see Log::event().
///
/// Threads: one writer appends and publishes a watermark; any number of readers see everything up
/// to the watermark they have read, without a lock. Reading past the watermark is a mistake
/// (asserted). Capacity: 2^30 steps.
class FlowIndex
{
public:
    static constexpr std::size_t chunkShift = 16;
    static constexpr std::size_t chunkSize = std::size_t(1) << chunkShift;

    /// Column storage of `chunkSize` consecutive steps. Loops over whole columns (filters, counts)
    /// read these arrays directly; entries past the watermark are not initialised.
    struct Chunk
    {
        std::array<Timestamp, chunkSize> time;
        std::array<std::uint32_t, chunkSize> type;        // NameId
        std::array<std::uint32_t, chunkSize> subject;     // NameId
        std::array<std::uint32_t, chunkSize> correlation; // NameId
        std::array<std::uint32_t, chunkSize> event;       // EventNumber
        std::array<std::uint16_t, chunkSize> sender;      // ParticipantId
        std::array<std::uint16_t, chunkSize> receiver;    // ParticipantId
        std::array<std::uint8_t, chunkSize> kindAndFlags; // packKind()
        std::array<std::uint8_t, chunkSize> attempt;

        /// The step at `index`, which is that of `position`.
        [[nodiscard]] Step step(std::size_t index, Position position) const;
    };

    static constexpr std::uint8_t kindMask = 0x07;
    static constexpr std::uint8_t inferredFlag = 0x08;
    static constexpr std::uint8_t failedFlag = 0x10;

    FlowIndex();
    ~FlowIndex();
    FlowIndex(const FlowIndex &) = delete;
    FlowIndex &operator=(const FlowIndex &) = delete;

    /// The last readable position; none while the log is empty. Any thread.
    [[nodiscard]] Position watermark() const
    {
        return Position(m_watermark.load(std::memory_order_acquire));
    }

    /// The step at a position from 1 to the watermark. Any thread; a few nanoseconds.
    [[nodiscard]] Step at(Position position) const;

    [[nodiscard]] Timestamp timeAt(Position position) const;
    [[nodiscard]] StepKind kindAt(Position position) const;
    [[nodiscard]] bool failedAt(Position position) const;
    [[nodiscard]] EventNumber eventAt(Position position) const
    {
        return EventNumber(chunkAt(position).event[(position.value() - 1) & (chunkSize - 1)]);
    }
    [[nodiscard]] NameId subjectAt(Position position) const
    {
        return NameId(chunkAt(position).subject[(position.value() - 1) & (chunkSize - 1)]);
    }

    /// The chunk that holds position `index * chunkSize + 1` and following; null if not there yet.
    [[nodiscard]] const Chunk *chunk(std::size_t index) const
    {
        return m_chunks[index].load(std::memory_order_acquire);
    }

    /// The first position whose time is not before `time`; one past the watermark if there is none.
    /// Times may run backwards within a log: this answers by the running maximum of the times, so
    /// the answer is monotonic in `time`. Cost: a binary search.
    [[nodiscard]] Position firstNotBefore(Timestamp time) const;

    /// Earliest and latest time of all steps up to the watermark; 0 while empty.
    [[nodiscard]] Timestamp minTime() const { return m_minTime.load(std::memory_order_relaxed); }
    [[nodiscard]] Timestamp maxTime() const { return m_maxTime.load(std::memory_order_relaxed); }

    /// Bytes that this index keeps resident.
    [[nodiscard]] std::size_t memoryUsed() const;

    /// Adds a step behind the last one; `position` in it is ignored. Not visible before publish().
    /// The writer only.
    void append(const Step &step);

    /// Makes all appended steps visible. The writer only.
    void publish();

    /// Appended, visible or not. The writer only.
    [[nodiscard]] std::uint64_t appended() const { return m_appended; }

private:
    static constexpr std::size_t maxChunks = std::size_t(1) << 14U;
    /// Running maximum of the times at the end of each run of this many steps.
    static constexpr std::size_t runShift = 8;

    [[nodiscard]] const Chunk &chunkAt(Position position) const
    {
        assert(position.isValid() && position <= watermark());
        return *chunk((position.value() - 1) >> chunkShift);
    }
    Chunk &writableChunk(std::uint64_t index);

    std::unique_ptr<std::atomic<Chunk *>[]> m_chunks;
    using RunMaxima = std::array<Timestamp, (chunkSize >> runShift)>;
    std::unique_ptr<std::atomic<RunMaxima *>[]> m_runMaxima;
    std::atomic<std::uint64_t> m_watermark{0};
    std::atomic<Timestamp> m_minTime{0};
    std::atomic<Timestamp> m_maxTime{0};
    std::uint64_t m_appended = 0;
    Timestamp m_runningMin = 0;
    Timestamp m_runningMax = 0;
};

inline Step FlowIndex::Chunk::step(std::size_t index, Position position) const
{
    const auto flags = kindAndFlags[index];
    Step step;
    step.position = position;
    step.time = time[index];
    step.kind = static_cast<StepKind>(flags & kindMask);
    step.evidence = (flags & inferredFlag) != 0 ? Evidence::Inferred : Evidence::Observed;
    step.failed = (flags & failedFlag) != 0;
    step.attempt = attempt[index];
    step.sender = ParticipantId(sender[index]);
    step.receiver = ParticipantId(receiver[index]);
    step.type = NameId(type[index]);
    step.subject = NameId(subject[index]);
    step.correlation = NameId(correlation[index]);
    step.event = EventNumber(event[index]);
    return step;
}

} // namespace playhead
