// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/densitypyramid.h"
#include "log/varint.h"

#include <array>
#include <cstdint>
#include <vector>

namespace playhead {

/// Counts by 32-bit key: open addressing, cleared in time proportional to what is in it.
class CountTable
{
public:
    struct Slot
    {
        std::uint32_t key = 0;
        std::uint32_t count = 0; ///< 0: the slot is free
        std::uint32_t failures = 0;
    };

    CountTable() : m_slots(std::size_t(1) << initialBits) {}

    void add(std::uint32_t key, std::uint32_t count, std::uint32_t failures)
    {
        auto &slot = find(key);
        slot.count += count;
        slot.failures += failures;
    }

    /// The slots in use, ordered by key; emptied.
    [[nodiscard]] std::vector<Slot> take();

private:
    static constexpr unsigned initialBits = 8;

    Slot &find(std::uint32_t key)
    {
        const auto mask = m_slots.size() - 1;
        auto at = static_cast<std::size_t>((key * 0x9E3779B1U) >> m_shift);
        while (m_slots[at].count != 0 && m_slots[at].key != key)
            at = (at + 1) & mask;
        if (m_slots[at].count == 0) return insert(key, at);
        return m_slots[at];
    }
    Slot &insert(std::uint32_t key, std::size_t at);

    std::vector<Slot> m_slots;
    std::vector<std::uint32_t> m_used; // indices of slots with a count
    unsigned m_shift = 32 - initialBits;
};

/// What a summary consists of. A node that would be too large keeps only its counts.
enum DensityParts : std::uint8_t { DensityCounts = 1, DensityPairs = 2, DensityTypes = 4 };
inline constexpr std::uint8_t allDensityParts = DensityCounts | DensityPairs | DensityTypes;

/// Sums up steps and nodes of the pyramid into one DensitySummary. Reused for many summaries.
class DensityAccumulator
{
public:
    /// Adds the steps with index `begin` to `end` (from 0, end excluded) of the columns. Cost:
    /// about 4 ns a step.
    void addSteps(const FlowIndex &index, std::uint64_t begin, std::uint64_t end,
                  std::uint8_t parts = allDensityParts);

    /// Adds those of `parts` that the node has; returns the others, to be had from below it.
    std::uint8_t addNode(const std::uint8_t *node, std::uint8_t parts = allDensityParts);

    /// The sum of everything since the last call.
    [[nodiscard]] DensitySummary take(Position first, Position last);

private:
    void addTimes(Timestamp least, Timestamp greatest);

    CountTable m_pairs; // by sender << 16 | receiver
    CountTable m_types; // by NameId
    std::array<std::uint32_t, stepKindCount> m_kinds{};
    std::uint32_t m_retries = 0;
    std::uint32_t m_failures = 0;
    Timestamp m_minTime = 0;
    Timestamp m_maxTime = 0;
    bool m_hasTimes = false;
};

/// A node of the pyramid as bytes: counts, and the lists of pairs and types where each fits into
/// half of `listLimit` bytes. Appended to `out`.
void writeDensityNode(ByteBuffer &out, const DensitySummary &summary, std::size_t listLimit);

/// How many failures the node has, without reading the rest.
[[nodiscard]] std::uint32_t failuresOfDensityNode(const std::uint8_t *node);

/// The sum of two neighbours.
[[nodiscard]] DensitySummary joined(const DensitySummary &left, const DensitySummary &right);

} // namespace playhead
