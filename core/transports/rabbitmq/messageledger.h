// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "transports/rabbitmq/deaths.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace playhead {

/// The messages of the recent past, so that what is seen of one message (its publish, its
/// deliveries from each queue, its deaths) shares one event. Messages are told by their
/// fingerprint (RabbitMqMessage::fingerprint); of several with the same one, a queue gives the
/// oldest first, as queues do.
///
/// Bounded: the last `most` messages with at most `mostBytes` of data. One thread. Cost: a few hash
/// look-ups a call.
class MessageLedger
{
public:
    static constexpr std::size_t most = std::size_t(1) << 17U;
    static constexpr std::size_t mostBytes = std::size_t(128) << 20U;

    /// What a message turned out to be.
    struct Match
    {
        std::uint64_t number = 0; ///< of the message; 0: it is not known
        EventPtr event;
        bool isGuess = false;      ///< others have the same fingerprint and wait in the same queue
        std::uint64_t attempts = 0; ///< how often the queue had delivered it before
    };

    /// A message is published, and put into these queues. Answers its number.
    std::uint64_t add(std::uint64_t fingerprint, EventPtr event,
                      const std::vector<std::string_view> &queues);
    /// The queue delivers a message; counts the delivery.
    Match deliver(std::uint64_t fingerprint, std::string_view queue, bool redelivered);
    /// The latest message with the fingerprint.
    [[nodiscard]] Match find(std::uint64_t fingerprint) const;

    /// Of these deaths, the latest first, those that have not been told of the message before,
    /// the earliest first; they are taken as told from now on.
    std::vector<Death> newDeaths(std::uint64_t number, const std::vector<Death> &deaths);

private:
    struct Told
    {
        std::string queue;
        std::string reason;
        std::uint64_t count;
    };
    struct Entry
    {
        std::uint64_t fingerprint = 0;
        EventPtr event;
        std::vector<std::uint64_t> places; ///< fingerprint and queue: keys of m_places
        std::vector<Told> told;
    };
    /// Numbers of messages, oldest first.
    class Line
    {
    public:
        void push(std::uint64_t number) { m_numbers.push_back(number); }
        [[nodiscard]] bool isEmpty() const { return m_first == m_numbers.size(); }
        [[nodiscard]] std::size_t size() const { return m_numbers.size() - m_first; }
        std::uint64_t pop();
        void remove(std::uint64_t number);

    private:
        std::vector<std::uint64_t> m_numbers;
        std::size_t m_first = 0;
    };
    /// The messages of one fingerprint that one queue was given.
    struct Place
    {
        Line waiting;
        Line delivered;
        std::unordered_map<std::uint64_t, std::uint64_t> attempts; ///< by number
    };

    static std::uint64_t placeKey(std::uint64_t fingerprint, std::string_view queue);
    Entry *entry(std::uint64_t number);
    void forgetOldest();

    std::deque<Entry> m_entries;
    std::uint64_t m_first = 1; ///< number of the oldest entry
    std::size_t m_bytes = 0;
    std::unordered_map<std::uint64_t, Place> m_places;
    std::unordered_map<std::uint64_t, std::uint64_t> m_latest; ///< number by fingerprint
};

} // namespace playhead
