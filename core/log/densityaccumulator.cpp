// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/densityaccumulator.h"

#include <algorithm>
#include <utility>

namespace playhead {
namespace {

constexpr std::uint8_t hasPairs = 1;
constexpr std::uint8_t hasTypes = 2;

std::uint32_t pairKey(std::uint32_t sender, std::uint32_t receiver)
{
    return sender << 16U | receiver;
}

/// Reads numbers that this process wrote itself, so without a look at the end.
class TrustedReader
{
public:
    explicit TrustedReader(const std::uint8_t *at) : m_at(at) {}

    std::uint8_t byte() { return *m_at++; }

    std::uint64_t varint()
    {
        std::uint64_t value = *m_at++;
        if (value < 0x80U) return value;
        value &= 0x7FU;
        for (unsigned shift = 7;; shift += 7) {
            const std::uint64_t next = *m_at++;
            value |= (next & 0x7FU) << shift;
            if (next < 0x80U) return value;
        }
    }

    std::uint32_t number() { return static_cast<std::uint32_t>(varint()); }

private:
    const std::uint8_t *m_at;
};

ByteBuffer encodedPairs(const std::vector<DensitySummary::Pair> &pairs)
{
    ByteBuffer out;
    putVarint(out, pairs.size());
    std::uint32_t last = 0;
    for (const auto &pair : pairs) {
        const auto key = pairKey(pair.sender.value(), pair.receiver.value());
        putVarint(out, key - last);
        putVarint(out, std::uint64_t(pair.count) << 1U | (pair.failures != 0 ? 1U : 0U));
        if (pair.failures != 0) putVarint(out, pair.failures);
        last = key;
    }
    return out;
}

ByteBuffer encodedTypes(const std::vector<DensitySummary::Type> &types)
{
    ByteBuffer out;
    putVarint(out, types.size());
    std::uint32_t last = 0;
    for (const auto &type : types) {
        putVarint(out, type.type.value() - last);
        putVarint(out, type.count);
        last = type.type.value();
    }
    return out;
}

/// Joins two lists ordered by key; `add` sums two entries of the same key.
template <class Entry, class Key, class Add>
std::vector<Entry> joinedLists(const std::vector<Entry> &left, const std::vector<Entry> &right,
                               Key key, Add add)
{
    std::vector<Entry> out;
    out.reserve(left.size() + right.size());
    auto l = left.begin();
    auto r = right.begin();
    while (l != left.end() || r != right.end()) {
        if (r == right.end() || (l != left.end() && key(*l) < key(*r))) {
            out.push_back(*l++);
        } else if (l == left.end() || key(*r) < key(*l)) {
            out.push_back(*r++);
        } else {
            out.push_back(*l++);
            add(out.back(), *r++);
        }
    }
    return out;
}

} // namespace

CountTable::Slot &CountTable::insert(std::uint32_t key, std::size_t at)
{
    if (m_used.size() * 2 >= m_slots.size()) {
        std::vector<Slot> old(m_slots.size() * 2);
        old.swap(m_slots);
        --m_shift;
        const auto used = std::exchange(m_used, {});
        for (const auto i : used)
            find(old[i].key) = old[i];
        return find(key);
    }
    m_used.push_back(static_cast<std::uint32_t>(at));
    m_slots[at].key = key;
    return m_slots[at];
}

std::vector<CountTable::Slot> CountTable::take()
{
    std::vector<Slot> out;
    out.reserve(m_used.size());
    for (const auto i : m_used) {
        if (m_slots[i].count != 0) out.push_back(m_slots[i]);
        m_slots[i] = {};
    }
    m_used.clear();
    std::sort(out.begin(), out.end(), [](const Slot &a, const Slot &b) { return a.key < b.key; });
    return out;
}

void DensityAccumulator::addTimes(Timestamp least, Timestamp greatest)
{
    m_minTime = m_hasTimes ? std::min(m_minTime, least) : least;
    m_maxTime = m_hasTimes ? std::max(m_maxTime, greatest) : greatest;
    m_hasTimes = true;
}

void DensityAccumulator::addSteps(const FlowIndex &index, std::uint64_t begin, std::uint64_t end,
                                  std::uint8_t parts)
{
    while (begin < end) {
        const auto &chunk = *index.chunk(begin >> FlowIndex::chunkShift);
        const auto from = static_cast<std::size_t>(begin & (FlowIndex::chunkSize - 1));
        const auto count = static_cast<std::size_t>(
            std::min<std::uint64_t>(end - begin, FlowIndex::chunkSize - from));
        const auto to = from + count;
        begin += count;
        if ((parts & DensityPairs) != 0) {
            for (auto i = from; i < to; ++i) {
                const bool failed = (chunk.kindAndFlags[i] & FlowIndex::failedFlag) != 0;
                m_pairs.add(pairKey(chunk.sender[i], chunk.receiver[i]), 1, failed ? 1 : 0);
            }
        }
        if ((parts & DensityTypes) != 0) {
            for (auto i = from; i < to; ++i) {
                if (chunk.type[i] != 0) m_types.add(chunk.type[i], 1, 0);
            }
        }
        if ((parts & DensityCounts) == 0) continue;
        auto least = chunk.time[from];
        auto greatest = least;
        for (auto i = from; i < to; ++i) {
            least = std::min(least, chunk.time[i]);
            greatest = std::max(greatest, chunk.time[i]);
            const auto flags = chunk.kindAndFlags[i];
            const auto kind = static_cast<StepKind>(flags & FlowIndex::kindMask);
            ++m_kinds[static_cast<std::size_t>(kind)];
            m_failures += (flags & FlowIndex::failedFlag) != 0 ? 1U : 0U;
            m_retries += kind == StepKind::Deliver && chunk.attempt[i] > 1 ? 1U : 0U;
        }
        addTimes(least, greatest);
    }
}

std::uint8_t DensityAccumulator::addNode(const std::uint8_t *node, std::uint8_t parts)
{
    TrustedReader in(node);
    const auto failures = in.number();
    const auto retries = in.number();
    const auto least = unzigzag(in.varint());
    const auto greatest = wrappingSum(least, static_cast<std::int64_t>(in.varint()));
    const bool counts = (parts & DensityCounts) != 0;
    const auto kinds = in.byte();
    for (std::size_t kind = 0; kind < stepKindCount; ++kind) {
        if ((kinds >> kind & 1U) == 0) continue;
        const auto count = in.number();
        if (counts) m_kinds[kind] += count;
    }
    if (counts) {
        m_failures += failures;
        m_retries += retries;
        addTimes(least, greatest);
    }
    const auto lists = in.byte();
    std::uint8_t missing = 0;
    if ((lists & hasPairs) != 0) {
        auto left = in.number();
        std::uint32_t key = 0;
        for (; left > 0; --left) {
            key += in.number();
            const auto word = in.varint();
            const auto pairFailures = (word & 1U) != 0 ? in.number() : 0U;
            if ((parts & DensityPairs) != 0)
                m_pairs.add(key, static_cast<std::uint32_t>(word >> 1U), pairFailures);
        }
    } else {
        missing |= DensityPairs;
    }
    if ((lists & hasTypes) == 0) {
        missing |= DensityTypes;
    } else if ((parts & DensityTypes) != 0) {
        auto left = in.number();
        std::uint32_t key = 0;
        for (; left > 0; --left) {
            key += in.number();
            m_types.add(key, in.number(), 0);
        }
    }
    return missing & parts;
}

DensitySummary DensityAccumulator::take(Position first, Position last)
{
    DensitySummary out;
    out.first = first;
    out.last = last;
    out.minTime = m_minTime;
    out.maxTime = m_maxTime;
    out.kinds = m_kinds;
    out.retries = m_retries;
    out.failures = m_failures;
    const auto pairs = m_pairs.take();
    out.pairs.reserve(pairs.size());
    for (const auto &slot : pairs) {
        out.pairs.push_back({ParticipantId(static_cast<std::uint16_t>(slot.key >> 16U)),
                             ParticipantId(static_cast<std::uint16_t>(slot.key)), slot.count,
                             slot.failures});
    }
    const auto types = m_types.take();
    out.types.reserve(types.size());
    for (const auto &slot : types)
        out.types.push_back({NameId(slot.key), slot.count});
    m_kinds = {};
    m_retries = 0;
    m_failures = 0;
    m_minTime = 0;
    m_maxTime = 0;
    m_hasTimes = false;
    return out;
}

void writeDensityNode(ByteBuffer &out, const DensitySummary &summary, std::size_t listLimit)
{
    putVarint(out, summary.failures);
    putVarint(out, summary.retries);
    putVarint(out, zigzag(summary.minTime));
    putVarint(out,
              static_cast<std::uint64_t>(wrappingDifference(summary.maxTime, summary.minTime)));
    std::uint8_t kinds = 0;
    for (std::size_t kind = 0; kind < stepKindCount; ++kind) {
        if (summary.kinds[kind] != 0) kinds |= static_cast<std::uint8_t>(1U << kind);
    }
    out.push_back(kinds);
    for (const auto count : summary.kinds) {
        if (count != 0) putVarint(out, count);
    }
    auto pairs = encodedPairs(summary.pairs);
    auto types = encodedTypes(summary.types);
    if (pairs.size() > listLimit / 2) pairs.clear();
    if (types.size() > listLimit / 2) types.clear();
    out.push_back(static_cast<std::uint8_t>((pairs.empty() ? 0U : hasPairs)
                                            | (types.empty() ? 0U : hasTypes)));
    out.insert(out.end(), pairs.begin(), pairs.end());
    out.insert(out.end(), types.begin(), types.end());
}

std::uint32_t failuresOfDensityNode(const std::uint8_t *node)
{
    return TrustedReader(node).number();
}

DensitySummary joined(const DensitySummary &left, const DensitySummary &right)
{
    DensitySummary out;
    out.first = left.first;
    out.last = right.last;
    out.minTime = std::min(left.minTime, right.minTime);
    out.maxTime = std::max(left.maxTime, right.maxTime);
    for (std::size_t kind = 0; kind < stepKindCount; ++kind)
        out.kinds[kind] = left.kinds[kind] + right.kinds[kind];
    out.retries = left.retries + right.retries;
    out.failures = left.failures + right.failures;
    using Pair = DensitySummary::Pair;
    out.pairs = joinedLists(
        left.pairs, right.pairs,
        [](const Pair &pair) { return pairKey(pair.sender.value(), pair.receiver.value()); },
        [](Pair &sum, const Pair &other) {
            sum.count += other.count;
            sum.failures += other.failures;
        });
    using Type = DensitySummary::Type;
    out.types = joinedLists(
        left.types, right.types, [](const Type &type) { return type.type.value(); },
        [](Type &sum, const Type &other) { sum.count += other.count; });
    return out;
}

} // namespace playhead
