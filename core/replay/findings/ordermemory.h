// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace playhead {

/// Of each subject that a consumer takes from a channel, the acknowledged event that was published
/// last. Bounded at 1 MB: what was not touched for longest makes room, so that an order broken
/// across more than some ten thousand subjects' events in between is not noticed; never noticed
/// wrongly.
class OrderMemory
{
public:
    struct Entry
    {
        std::uint32_t subject = 0;
        std::uint16_t consumer = 0;
        std::uint16_t channel = 0;
        std::uint32_t publish = 0; ///< position
        std::uint32_t deliver = 0; ///< position of the delivery that was acknowledged
    };

    OrderMemory() : m_sets(setCount) {}

    /// Takes in an acknowledged event; answers the one with which it broke the order, else one
    /// without a publish.
    Entry take(const Entry &entry)
    {
        auto &set = m_sets[hash(entry) % setCount];
        auto oldest = set.begin();
        for (auto known = set.begin(); known != set.end(); ++known) {
            if (known->deliver < oldest->deliver) oldest = known;
            if (known->publish == 0 || known->subject != entry.subject
                || known->consumer != entry.consumer || known->channel != entry.channel)
                continue;
            const bool publishedLater = entry.publish > known->publish;
            const bool deliveredLater = entry.deliver > known->deliver;
            const bool isBroken =
                entry.publish != known->publish && publishedLater != deliveredLater;
            const auto other = *known;
            if (publishedLater) *known = entry;
            return isBroken ? other : Entry();
        }
        *oldest = entry;
        return {};
    }

private:
    static constexpr std::size_t setCount = std::size_t(1) << 14U;
    using Set = std::array<Entry, 4>;

    static std::uint64_t hash(const Entry &entry)
    {
        auto bits = std::uint64_t(entry.subject) << 32U | std::uint64_t(entry.consumer) << 16U
                    | entry.channel;
        bits *= 0x9e37'79b9'7f4a'7c15U; // Fibonacci hashing
        return bits >> 40U;
    }

    std::vector<Set> m_sets;
};

} // namespace playhead
