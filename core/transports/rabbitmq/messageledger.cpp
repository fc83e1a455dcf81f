// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/messageledger.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace playhead {

std::uint64_t MessageLedger::Line::pop()
{
    const auto number = m_numbers[m_first++];
    if (m_first > 64 && 2 * m_first > m_numbers.size()) {
        m_numbers.erase(m_numbers.begin(), m_numbers.begin() + static_cast<std::ptrdiff_t>(m_first));
        m_first = 0;
    }
    return number;
}

void MessageLedger::Line::remove(std::uint64_t number)
{
    const auto begin = m_numbers.begin() + static_cast<std::ptrdiff_t>(m_first);
    const auto found = std::find(begin, m_numbers.end(), number);
    if (found == m_numbers.end()) return;
    if (found == begin)
        pop();
    else
        m_numbers.erase(found);
}

std::uint64_t MessageLedger::placeKey(std::uint64_t fingerprint, std::string_view queue)
{
    return fingerprint ^ (std::hash<std::string_view>()(queue) * 0x9e3779b97f4a7c15U);
}

MessageLedger::Entry *MessageLedger::entry(std::uint64_t number)
{
    return number >= m_first && number < m_first + m_entries.size()
               ? &m_entries[static_cast<std::size_t>(number - m_first)]
               : nullptr;
}

std::uint64_t MessageLedger::add(std::uint64_t fingerprint, EventPtr event,
                                 const std::vector<std::string_view> &queues)
{
    const auto number = m_first + m_entries.size();
    m_bytes += event->data.size();
    auto &added = m_entries.emplace_back();
    added.fingerprint = fingerprint;
    added.event = std::move(event);
    for (const auto queue : queues) {
        const auto key = placeKey(fingerprint, queue);
        m_places[key].waiting.push(number);
        added.places.push_back(key);
    }
    m_latest[fingerprint] = number;
    while (m_entries.size() > most || (m_bytes > mostBytes && m_entries.size() > 1))
        forgetOldest();
    return number;
}

MessageLedger::Match MessageLedger::deliver(std::uint64_t fingerprint, std::string_view queue,
                                            bool redelivered)
{
    const auto key = placeKey(fingerprint, queue);
    auto place = m_places.find(key);
    Match match;
    if (place != m_places.end()) {
        auto &[waiting, delivered, attempts] = place->second;
        auto &line = redelivered && !delivered.isEmpty() ? delivered : waiting;
        if (!line.isEmpty()) {
            match.isGuess = line.size() > 1;
            match.number = line.pop();
        }
    }
    if (match.number == 0) { // came there by dead-lettering, or was there before us
        const auto latest = m_latest.find(fingerprint);
        if (latest == m_latest.end()) return match;
        match.number = latest->second;
        if (place == m_places.end()) place = m_places.try_emplace(key).first;
        place->second.delivered.remove(match.number);
    }
    auto &found = *entry(match.number);
    match.event = found.event;
    if (std::ranges::find(found.places, key) == found.places.end()) found.places.push_back(key);
    place->second.delivered.push(match.number);
    match.attempts = place->second.attempts[match.number]++;
    return match;
}

MessageLedger::Match MessageLedger::find(std::uint64_t fingerprint) const
{
    Match match;
    if (const auto latest = m_latest.find(fingerprint); latest != m_latest.end()) {
        match.number = latest->second;
        match.event = m_entries[static_cast<std::size_t>(match.number - m_first)].event;
    }
    return match;
}

std::vector<Death> MessageLedger::newDeaths(std::uint64_t number, const std::vector<Death> &deaths)
{
    std::vector<Death> fresh;
    auto *known = entry(number);
    if (!known) return fresh;
    std::for_each(deaths.rbegin(), deaths.rend(), [&](const Death &death) {
        const auto told = std::ranges::find_if(known->told, [&](const Told &one) {
            return one.queue == death.queue && one.reason == death.reason;
        });
        if (told == known->told.end())
            known->told.push_back({death.queue, death.reason, death.count});
        else if (told->count < death.count)
            told->count = death.count;
        else
            return;
        fresh.push_back(death);
    });
    return fresh;
}

void MessageLedger::forgetOldest()
{
    const auto &oldest = m_entries.front();
    for (const auto key : oldest.places) {
        const auto place = m_places.find(key);
        if (place == m_places.end()) continue;
        auto &[waiting, delivered, attempts] = place->second;
        waiting.remove(m_first);
        delivered.remove(m_first);
        attempts.erase(m_first);
        if (waiting.isEmpty() && delivered.isEmpty()) m_places.erase(place);
    }
    if (const auto latest = m_latest.find(oldest.fingerprint);
        latest != m_latest.end() && latest->second == m_first)
        m_latest.erase(latest);
    m_bytes -= oldest.event->data.size();
    m_entries.pop_front();
    ++m_first;
}

} // namespace playhead
