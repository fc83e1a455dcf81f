// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/densitypyramid.h"

#include "log/densityaccumulator.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstring>
#include <optional>

namespace playhead {

/// The nodes: for each level an array of pointers in chunks that never move, into an arena of bytes
/// that never move either. Node i of level k covers the runs from i << k to (i + 1) << k.
///
/// Memory: a node has at most about 50 bytes of counts and `listLimit(level)` bytes of lists. The
/// limit grows with the square root of the run, so that all levels together stay below 1.5 bytes a
/// step even where everybody talks to everybody; a list that does not fit is read from the level
/// below, in the end from the columns, so the answer stays exact.
///
/// Readers use only nodes of runs below the count they have read with acquire order.
class DensityPyramid::Levels
{
public:
    static constexpr std::size_t levelCount = 30 - runShift + 1;

    Levels()
    {
        for (std::size_t level = 0; level < levelCount; ++level) {
            const auto nodes = std::size_t(1) << (levelCount - 1 - level);
            m_nodes[level] =
                std::make_unique<std::unique_ptr<Chunk>[]>((nodes + chunkSize - 1) / chunkSize);
        }
    }

    [[nodiscard]] std::uint64_t runs() const { return m_runs.load(std::memory_order_acquire); }
    [[nodiscard]] std::size_t bytes() const { return m_bytes.load(std::memory_order_relaxed); }

    [[nodiscard]] const std::uint8_t *node(std::size_t level, std::uint64_t i) const
    {
        return (*m_nodes[level][i / chunkSize])[i % chunkSize];
    }

    /// Adds the steps from index `begin` to `end`, through the largest nodes that fit.
    void add(DensityAccumulator &sum, const FlowIndex &index, std::uint64_t begin,
             std::uint64_t end) const
    {
        auto low = (begin + runSize - 1) >> runShift;
        auto high = std::min(end >> runShift, runs());
        if (low >= high) {
            sum.addSteps(index, begin, end);
            return;
        }
        sum.addSteps(index, begin, low << runShift);
        sum.addSteps(index, high << runShift, end);
        for (std::size_t level = 0; low < high; ++level, low >>= 1U, high >>= 1U) {
            if ((low & 1U) != 0) addNode(sum, index, level, low++, allDensityParts);
            if ((high & 1U) != 0) addNode(sum, index, level, --high, allDensityParts);
        }
    }

    void append(DensitySummary run)
    {
        const auto i = m_runs.load(std::memory_order_relaxed);
        store(0, i, run);
        std::size_t level = 0;
        for (auto at = i; (at & 1U) != 0; at >>= 1U, ++level) {
            run = joined(*m_waiting[level], run);
            m_waiting[level].reset();
            store(level + 1, at >> 1U, run);
        }
        m_waiting[level] = std::move(run);
        m_runs.store(i + 1, std::memory_order_release);
    }

private:
    static constexpr std::size_t chunkSize = 1024;
    static constexpr std::size_t minArenaSize = std::size_t(1) << 11U;
    static constexpr std::size_t maxArenaSize = std::size_t(1) << 16U;
    using Chunk = std::array<const std::uint8_t *, chunkSize>;

    static std::size_t listLimit(std::size_t level) { return std::size_t(120) << (level / 2); }

    void addNode(DensityAccumulator &sum, const FlowIndex &index, std::size_t level,
                 std::uint64_t i, std::uint8_t parts) const
    {
        const auto missing = sum.addNode(node(level, i), parts);
        if (missing == 0) return;
        if (level == 0) {
            sum.addSteps(index, i << runShift, (i + 1) << runShift, missing);
            return;
        }
        addNode(sum, index, level - 1, 2 * i, missing);
        addNode(sum, index, level - 1, 2 * i + 1, missing);
    }

    void store(std::size_t level, std::uint64_t i, const DensitySummary &summary)
    {
        m_scratch.clear();
        writeDensityNode(m_scratch, summary, listLimit(level));
        if (m_scratch.size() > m_arenaLeft) {
            // Small at first: a log of a few hundred steps must not cost a large arena.
            const auto wanted = std::clamp(bytes() / 4, minArenaSize, maxArenaSize);
            m_arenaLeft = std::max(wanted, m_scratch.size());
            m_arena.push_back(std::unique_ptr<std::uint8_t[]>(new std::uint8_t[m_arenaLeft]));
            m_arenaNext = m_arena.back().get();
            m_bytes.fetch_add(m_arenaLeft, std::memory_order_relaxed);
        }
        std::memcpy(m_arenaNext, m_scratch.data(), m_scratch.size());
        auto &chunk = m_nodes[level][i / chunkSize];
        if (!chunk) {
            chunk = std::make_unique<Chunk>();
            m_bytes.fetch_add(sizeof(Chunk), std::memory_order_relaxed);
        }
        (*chunk)[i % chunkSize] = m_arenaNext;
        m_arenaNext += m_scratch.size();
        m_arenaLeft -= m_scratch.size();
    }

    std::array<std::unique_ptr<std::unique_ptr<Chunk>[]>, levelCount> m_nodes;
    std::atomic<std::uint64_t> m_runs{0};
    std::atomic<std::size_t> m_bytes{0};
    // What follows is the writer's own.
    std::array<std::optional<DensitySummary>, levelCount>
        m_waiting; // left nodes without their right
    std::vector<std::unique_ptr<std::uint8_t[]>> m_arena;
    std::uint8_t *m_arenaNext = nullptr;
    std::size_t m_arenaLeft = 0;
    ByteBuffer m_scratch;

public:
    DensityAccumulator appending; ///< the writer's, kept to spare its allocations
};

DensityPyramid::DensityPyramid() : m_levels(std::make_unique<Levels>()) {}
DensityPyramid::~DensityPyramid() = default;

DensitySummary DensityPyramid::summarize(const FlowIndex &index, Position first,
                                         Position last) const
{
    assert(first.isValid() && last <= index.watermark());
    DensityAccumulator sum;
    m_levels->add(sum, index, first.value() - 1, last.value());
    return sum.take(first, last);
}

std::vector<DensitySummary> DensityPyramid::slice(const FlowIndex &index, Position first,
                                                  Position last, std::size_t buckets) const
{
    assert(first.isValid() && last <= index.watermark() && buckets > 0);
    std::vector<DensitySummary> out(buckets);
    if (last < first) return out;
    const auto steps = last.value() - first.value() + 1;
    const auto length = (steps + buckets - 1) / buckets;
    DensityAccumulator sum;
    auto begin = first.value() - 1;
    for (auto &bucket : out) {
        if (begin >= last.value()) break;
        const auto end = std::min(begin + length, last.value());
        m_levels->add(sum, index, begin, end);
        bucket = sum.take(Position(begin + 1), Position(end));
        begin = end;
    }
    return out;
}

namespace {

bool failedAtIndex(const FlowIndex &index, std::uint64_t i)
{
    return index.failedAt(Position(i + 1));
}

} // namespace

Position DensityPyramid::nextFailure(const FlowIndex &index, Position from, bool forward) const
{
    const auto end = index.watermark().value();
    const auto runs = std::min(m_levels->runs(), end >> runShift);
    const auto hasFailure = [this](std::size_t level, std::uint64_t i) {
        return failuresOfDensityNode(m_levels->node(level, i)) != 0;
    };
    // `at` is the index (from 0) of the next step to look at; going back, one past it.
    auto at = forward ? from.value() : std::min(from.value() - (from.isValid() ? 1 : 0), end);
    while (forward ? at < end : at > 0) {
        const auto step = forward ? at : at - 1;
        if (at % runSize != 0 || step >> runShift >= runs) {
            if (failedAtIndex(index, step)) return Position(step + 1);
            at = forward ? at + 1 : at - 1;
            continue;
        }
        // The largest node that begins (ends) here and has no failure is skipped as a whole.
        std::size_t level = 0;
        auto node = step >> runShift;
        if (hasFailure(0, node)) {
            for (std::uint64_t i = 0; i < runSize; ++i) {
                const auto within = forward ? at + i : at - 1 - i;
                if (failedAtIndex(index, within)) return Position(within + 1);
            }
        }
        while ((node & 1U) == (forward ? 0U : 1U) && level + 1 < Levels::levelCount
               && ((node >> 1U) + 1) << (level + 1) <= runs && !hasFailure(level + 1, node >> 1U)) {
            node >>= 1U;
            ++level;
        }
        const auto skipped = std::uint64_t(runSize) << level;
        at = forward ? at + skipped : at - skipped;
    }
    return {};
}

void DensityPyramid::extend(const FlowIndex &index)
{
    const auto complete = index.appended() >> runShift;
    for (auto run = m_levels->runs(); run < complete; ++run) {
        m_levels->appending.addSteps(index, run << runShift, (run + 1) << runShift);
        m_levels->append(m_levels->appending.take(Position((run << runShift) + 1),
                                                  Position((run + 1) << runShift)));
    }
}

std::size_t DensityPyramid::memoryUsed() const
{
    return m_levels->bytes();
}

} // namespace playhead
