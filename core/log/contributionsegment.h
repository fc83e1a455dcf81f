// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace playhead {

/// The contributions among a run of consecutive steps; see ContributionIndex. Steps are numbered
/// from 0 here, as in the flow index. Immutable once made.
class ContributionSegment
{
public:
    /// A contribution on its way in.
    struct Entry
    {
        std::uint32_t subject;
        std::uint32_t step;
    };

    /// Of the steps from `begin` to before `end`; `entries` in order of steps, used up.
    ContributionSegment(std::uint64_t begin, std::uint64_t end, std::vector<Entry> &entries);
    /// Of two neighbours.
    ContributionSegment(const ContributionSegment &left, const ContributionSegment &right);

    [[nodiscard]] std::uint64_t begin() const { return m_begin; }
    [[nodiscard]] std::uint64_t end() const { return m_end; }
    [[nodiscard]] std::uint64_t count() const { return m_steps.size(); }

    /// How many are before `step`.
    [[nodiscard]] std::uint64_t countBefore(std::uint64_t step) const;
    /// The step of one, by its number within the segment.
    [[nodiscard]] std::uint64_t select(std::uint64_t index) const;
    /// Appends steps from the one with number `index` on, at most `count`, by calling add(step).
    template <class Add> void visit(std::uint64_t index, std::uint64_t count, Add add) const;
    /// The steps of one subject.
    [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t subject) const;

    [[nodiscard]] std::size_t memoryUsed() const;

private:
    static constexpr std::uint64_t wordsPerRank = 8;

    void countBits();

    std::uint64_t m_begin;
    std::uint64_t m_end;
    std::uint64_t m_firstWord;           // of the whole log's bitmap
    std::vector<std::uint64_t> m_bits;   // a bit a step
    std::vector<std::uint32_t> m_ranks;  // how many bits before every wordsPerRank words
    std::vector<std::uint32_t> m_keys;   // subjects, ascending
    std::vector<std::uint32_t> m_starts; // where a subject's steps start in m_steps; and the end
    std::vector<std::uint32_t> m_steps;  // by subject, ascending within one
};

template <class Add>
void ContributionSegment::visit(std::uint64_t index, std::uint64_t count, Add add) const
{
    if (count == 0 || index >= this->count()) return;
    const auto first = select(index);
    auto word = (first >> 6U) - m_firstWord;
    auto bits = m_bits[word] & (~std::uint64_t(0) << (first & 63U));
    for (;;) {
        while (bits != 0) {
            add(((m_firstWord + word) << 6U) + static_cast<std::uint64_t>(__builtin_ctzll(bits)));
            if (--count == 0) return;
            bits &= bits - 1;
        }
        if (++word == m_bits.size()) return;
        bits = m_bits[word];
    }
}

} // namespace playhead
