// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/flowindex.h"

#include <algorithm>
#include <cassert>

namespace playhead {

FlowIndex::FlowIndex()
    : m_chunks(std::make_unique<std::atomic<Chunk *>[]>(maxChunks)),
      m_runMaxima(std::make_unique<std::atomic<RunMaxima *>[]>(maxChunks))
{}

FlowIndex::~FlowIndex()
{
    for (std::size_t i = 0; i < maxChunks && m_chunks[i].load(std::memory_order_relaxed); ++i) {
        delete m_chunks[i].load(std::memory_order_relaxed);
        delete m_runMaxima[i].load(std::memory_order_relaxed);
    }
}

Step FlowIndex::at(Position position) const
{
    assert(position.isValid() && position <= watermark());
    const auto index = position.value() - 1;
    return chunk(index >> chunkShift)->step(index & (chunkSize - 1), position);
}

Timestamp FlowIndex::timeAt(Position position) const
{
    assert(position.isValid() && position <= watermark());
    const auto index = position.value() - 1;
    return chunk(index >> chunkShift)->time[index & (chunkSize - 1)];
}

StepKind FlowIndex::kindAt(Position position) const
{
    assert(position.isValid() && position <= watermark());
    const auto index = position.value() - 1;
    const auto flags = chunk(index >> chunkShift)->kindAndFlags[index & (chunkSize - 1)];
    return static_cast<StepKind>(flags & kindMask);
}

bool FlowIndex::failedAt(Position position) const
{
    assert(position.isValid() && position <= watermark());
    const auto index = position.value() - 1;
    const auto flags = chunk(index >> chunkShift)->kindAndFlags[index & (chunkSize - 1)];
    return (flags & failedFlag) != 0;
}

Position FlowIndex::firstNotBefore(Timestamp time) const
{
    constexpr std::size_t runSize = std::size_t(1) << runShift;
    const auto count = watermark().value();
    // Only complete runs have a maximum; the rest is looked at step by step.
    std::uint64_t low = 0;
    std::uint64_t high = count >> runShift;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        constexpr auto shift = chunkShift - runShift;
        const auto &maxima = *m_runMaxima[middle >> shift].load(std::memory_order_acquire);
        if (maxima[middle & ((std::size_t(1) << shift) - 1)] < time)
            low = middle + 1;
        else
            high = middle;
    }
    const auto end = std::min<std::uint64_t>(count, low * runSize + runSize);
    for (auto i = low * runSize; i < end; ++i) {
        if (timeAt(Position(i + 1)) >= time) return Position(i + 1);
    }
    return Position(end + 1);
}

std::size_t FlowIndex::memoryUsed() const
{
    const auto chunks = (watermark().value() + chunkSize - 1) >> chunkShift;
    return chunks * (sizeof(Chunk) + sizeof(RunMaxima));
}

FlowIndex::Chunk &FlowIndex::writableChunk(std::uint64_t index)
{
    auto &slot = m_chunks[index];
    if (auto *existing = slot.load(std::memory_order_relaxed)) return *existing;
    // Owned here and freed by the destructor. Not value-initialised: an untouched page costs
    // nothing.
    m_runMaxima[index].store(new RunMaxima, std::memory_order_release);
    slot.store(new Chunk, std::memory_order_release);
    return *slot.load(std::memory_order_relaxed);
}

void FlowIndex::append(const Step &step)
{
    const auto index = m_appended;
    assert(index < maxChunks * chunkSize);
    auto &chunk = writableChunk(index >> chunkShift);
    const auto i = index & (chunkSize - 1);
    chunk.time[i] = step.time;
    chunk.type[i] = step.type.value();
    chunk.subject[i] = step.subject.value();
    chunk.correlation[i] = step.correlation.value();
    chunk.event[i] = step.event.value();
    chunk.sender[i] = step.sender.value();
    chunk.receiver[i] = step.receiver.value();
    auto flags = static_cast<std::uint8_t>(step.kind);
    if (step.evidence == Evidence::Inferred) flags |= inferredFlag;
    if (step.failed || isFailure(step.kind)) flags |= failedFlag;
    chunk.kindAndFlags[i] = flags;
    chunk.attempt[i] = step.attempt;

    m_runningMin = index == 0 ? step.time : std::min(m_runningMin, step.time);
    m_runningMax = index == 0 ? step.time : std::max(m_runningMax, step.time);
    ++m_appended;
    constexpr std::size_t runSize = std::size_t(1) << runShift;
    if (m_appended % runSize == 0) {
        auto &maxima = *m_runMaxima[index >> chunkShift].load(std::memory_order_relaxed);
        maxima[i >> runShift] = m_runningMax;
    }
}

void FlowIndex::publish()
{
    m_minTime.store(m_runningMin, std::memory_order_relaxed);
    m_maxTime.store(m_runningMax, std::memory_order_relaxed);
    m_watermark.store(m_appended, std::memory_order_release);
}

} // namespace playhead
