// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string_view>
#include <unordered_map>

namespace playhead {

/// What is known of the messages that were met last, by their ids: SQS gives a message again where
/// it was not deleted in time, and now and then where it was. Forgets the oldest beyond `most`.
/// Ids are kept as 128 bits of hash. Cost: about 80 bytes a message.
template <class Value> class RecentMessages
{
public:
    explicit RecentMessages(std::size_t most) : m_most(most) {}

    /// Null: it was not met, or long ago. Until the next add().
    Value *find(std::string_view id)
    {
        const auto found = m_values.find(keyOf(id));
        return found == m_values.end() ? nullptr : &found->second;
    }

    /// Adds a message that find() does not know. `forget` is told what goes for it.
    template <class Forget> Value &add(std::string_view id, Forget forget)
    {
        if (m_order.size() == m_most) {
            const auto oldest = m_values.find(m_order.front());
            forget(oldest->second);
            m_values.erase(oldest);
            m_order.pop_front();
        }
        const auto key = keyOf(id);
        m_order.push_back(key);
        return m_values[key];
    }
    Value &add(std::string_view id)
    {
        return add(id, [](const Value &) {});
    }

private:
    struct Key
    {
        std::uint64_t first = 0;
        std::uint64_t second = 0;
        bool operator==(const Key &) const = default;
    };
    struct KeyHash
    {
        std::size_t operator()(const Key &key) const { return key.first; }
    };

    static Key keyOf(std::string_view id)
    {
        Key key{std::hash<std::string_view>{}(id), 14695981039346656037U};
        for (const char c : id) // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv
            key.second = (key.second ^ static_cast<unsigned char>(c)) * 1099511628211U;
        return key;
    }

    std::size_t m_most;
    std::unordered_map<Key, Value, KeyHash> m_values;
    std::deque<Key> m_order;
};

} // namespace playhead
