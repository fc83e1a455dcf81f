// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/contributionsegment.h"

#include <algorithm>
#include <array>
#include <bit>

namespace playhead {
namespace {

/// Sorts by subject and leaves the order of steps: a radix sort, as many passes as there are bits.
void sortBySubject(std::vector<ContributionSegment::Entry> &entries)
{
    constexpr unsigned bitsPerPass = 11;
    std::uint32_t low = 0xFFFFFFFFU;
    std::uint32_t high = 0;
    for (const auto &entry : entries) {
        low = std::min(low, entry.subject);
        high = std::max(high, entry.subject);
    }
    std::vector<ContributionSegment::Entry> other(entries.size());
    for (unsigned shift = 0; shift < 32 && (high - low) >> shift != 0; shift += bitsPerPass) {
        std::array<std::uint32_t, std::size_t(1) << bitsPerPass> places{};
        const auto digit = [low, shift, &places](const ContributionSegment::Entry &entry) {
            return ((entry.subject - low) >> shift) & (places.size() - 1);
        };
        for (const auto &entry : entries)
            ++places[digit(entry)];
        std::uint32_t sum = 0;
        for (auto &place : places) {
            const auto count = place;
            place = sum;
            sum += count;
        }
        for (const auto &entry : entries)
            other[places[digit(entry)]++] = entry;
        entries.swap(other);
    }
}

} // namespace

ContributionSegment::ContributionSegment(std::uint64_t begin, std::uint64_t end,
                                         std::vector<Entry> &entries)
    : m_begin(begin), m_end(end), m_firstWord(begin >> 6U)
{
    m_bits.resize(((end + 63) >> 6U) - m_firstWord);
    for (const auto &entry : entries)
        m_bits[(entry.step >> 6U) - m_firstWord] |= std::uint64_t(1) << (entry.step & 63U);
    countBits();
    if (!entries.empty()) sortBySubject(entries);
    m_steps.reserve(entries.size());
    for (const auto &entry : entries) {
        if (m_keys.empty() || m_keys.back() != entry.subject) {
            m_keys.push_back(entry.subject);
            m_starts.push_back(static_cast<std::uint32_t>(m_steps.size()));
        }
        m_steps.push_back(entry.step);
    }
    m_starts.push_back(static_cast<std::uint32_t>(m_steps.size()));
    m_keys.shrink_to_fit();
    m_starts.shrink_to_fit();
}

ContributionSegment::ContributionSegment(const ContributionSegment &left,
                                         const ContributionSegment &right)
    : m_begin(left.m_begin), m_end(right.m_end), m_firstWord(left.m_firstWord)
{
    m_bits.resize(((m_end + 63) >> 6U) - m_firstWord);
    std::copy(left.m_bits.begin(), left.m_bits.end(), m_bits.begin());
    for (std::size_t i = 0; i < right.m_bits.size(); ++i)
        m_bits[right.m_firstWord - m_firstWord + i] |= right.m_bits[i]; // they may share a word
    countBits();
    m_steps.reserve(left.m_steps.size() + right.m_steps.size());
    std::size_t l = 0;
    std::size_t r = 0;
    const auto take = [this](const ContributionSegment &from, std::size_t &at) {
        m_steps.insert(m_steps.end(), from.m_steps.begin() + from.m_starts[at],
                       from.m_steps.begin() + from.m_starts[at + 1]);
        ++at;
    };
    while (l < left.m_keys.size() || r < right.m_keys.size()) {
        const bool hasLeft = l < left.m_keys.size();
        const bool hasRight = r < right.m_keys.size();
        const auto key = !hasRight || (hasLeft && left.m_keys[l] < right.m_keys[r])
                             ? left.m_keys[l]
                             : right.m_keys[r];
        m_keys.push_back(key);
        m_starts.push_back(static_cast<std::uint32_t>(m_steps.size()));
        if (hasLeft && left.m_keys[l] == key) take(left, l);
        if (hasRight && right.m_keys[r] == key) take(right, r);
    }
    m_starts.push_back(static_cast<std::uint32_t>(m_steps.size()));
    m_keys.shrink_to_fit();
    m_starts.shrink_to_fit();
}

void ContributionSegment::countBits()
{
    m_ranks.reserve(m_bits.size() / wordsPerRank + 1);
    std::uint32_t sum = 0;
    for (std::size_t word = 0; word < m_bits.size(); ++word) {
        if (word % wordsPerRank == 0) m_ranks.push_back(sum);
        sum += static_cast<std::uint32_t>(std::popcount(m_bits[word]));
    }
}

std::uint64_t ContributionSegment::countBefore(std::uint64_t step) const
{
    if (step <= m_begin) return 0;
    if (step >= m_end) return count();
    const auto word = (step >> 6U) - m_firstWord;
    std::uint64_t sum = m_ranks[word / wordsPerRank];
    for (auto i = word - word % wordsPerRank; i < word; ++i)
        sum += static_cast<unsigned>(std::popcount(m_bits[i]));
    const auto below = (std::uint64_t(1) << (step & 63U)) - 1;
    return sum + static_cast<unsigned>(std::popcount(m_bits[word] & below));
}

std::uint64_t ContributionSegment::select(std::uint64_t index) const
{
    const auto behind = std::upper_bound(m_ranks.begin(), m_ranks.end(), index);
    const auto rank = static_cast<std::uint64_t>(behind - m_ranks.begin()) - 1;
    auto left = index - m_ranks[rank];
    auto word = rank * wordsPerRank;
    for (;; ++word) {
        const auto here = static_cast<unsigned>(std::popcount(m_bits[word]));
        if (left < here) break;
        left -= here;
    }
    auto bits = m_bits[word];
    for (; left > 0; --left)
        bits &= bits - 1;
    return ((m_firstWord + word) << 6U) + static_cast<std::uint64_t>(std::countr_zero(bits));
}

std::span<const std::uint32_t> ContributionSegment::of(std::uint32_t subject) const
{
    const auto found = std::lower_bound(m_keys.begin(), m_keys.end(), subject);
    if (found == m_keys.end() || *found != subject) return {};
    const auto key = static_cast<std::size_t>(found - m_keys.begin());
    return std::span(m_steps).subspan(m_starts[key], m_starts[key + 1] - m_starts[key]);
}

std::size_t ContributionSegment::memoryUsed() const
{
    const auto words =
        m_ranks.capacity() + m_keys.capacity() + m_starts.capacity() + m_steps.capacity();
    return sizeof(*this) + m_bits.capacity() * sizeof(std::uint64_t)
           + words * sizeof(std::uint32_t);
}

} // namespace playhead
