// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/buscore.h"

#include "bus/consumer.h"
#include "bus/publisher.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace playhead {

namespace {

/// SplitMix64 by Sebastiano Vigna, https://prng.di.unimi.it/, as a number below 1.
RandomSource fixedRandom()
{
    return [state = std::uint64_t(0)](const DeliveryThrow &) mutable {
        auto z = state += 0x9e3779b97f4a7c15U;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return double((z ^ (z >> 31U)) >> 11U) * 0x1.0p-53;
    };
}

} // namespace

BusCore::BusCore(Scheduler &scheduler, ParticipantTable &participants, RandomSource random)
    : m_scheduler(scheduler),
      m_participants(participants),
      m_random(random ? std::move(random) : fixedRandom())
{}

BusCore::~BusCore()
{
    // These come back to remove(), which needs the lock and the list.
    for (auto &[name, entry] : m_channels)
        entry.idle.clear();
}

double BusCore::random(const DeliveryThrow &what)
{
    const std::lock_guard lock(m_randomMutex);
    return m_random(what);
}

BusCore::ChannelEntry &BusCore::entryOf(std::string_view name)
{
    auto found = m_channels.find(name);
    if (found == m_channels.end()) {
        found = m_channels.try_emplace(std::string(name)).first;
        found->second.name = {std::string(name), m_participants.intern(name, Role::Channel)};
    }
    return found->second;
}

const ChannelName &BusCore::channelName(std::string_view name)
{
    const std::lock_guard lock(m_mutex);
    return entryOf(name).name;
}

const ChannelName &BusCore::deadLetterChannel(std::string_view name)
{
    const std::lock_guard lock(m_mutex);
    auto &entry = entryOf(name);
    entry.takesDeadLetters = true;
    return entry.name;
}

std::set<std::string> BusCore::channelNames()
{
    std::set<std::string> names;
    const std::lock_guard lock(m_mutex);
    for (const auto &[name, entry] : m_channels)
        names.insert(name);
    return names;
}

std::unique_ptr<Publisher> BusCore::borrow(const ChannelName &channel)
{
    {
        const std::lock_guard lock(m_mutex);
        auto &idle = m_channels.find(channel.text)->second.idle;
        if (!idle.empty()) {
            auto publisher = std::move(idle.back());
            idle.pop_back();
            return publisher;
        }
    }
    return std::make_unique<Publisher>(*this, channel, nullptr);
}

void BusCore::giveBack(std::unique_ptr<Publisher> publisher)
{
    const std::lock_guard lock(m_mutex);
    if (m_closed) return; // the argument dies after the lock
    m_channels.find(publisher->channel().text)->second.idle.push_back(std::move(publisher));
}

void BusCore::publishDeadLetter(const ChannelName &channel, const EventPtr &event)
{
    auto publisher = borrow(channel);
    publisher->publishDeadLetter(event);
    giveBack(std::move(publisher));
}

void BusCore::add(Publisher &publisher)
{
    const std::lock_guard lock(m_mutex);
    m_publishers.push_back(&publisher);
}

void BusCore::remove(Publisher &publisher)
{
    // Routes may hold the last reference to a consumer, and it a user's handler: destroyed last.
    std::vector<std::unique_ptr<Route>> routes;
    const std::lock_guard lock(m_mutex);
    for (const auto &route : publisher.m_routes) {
        for (auto &entry : route->entries)
            entry.consumer->addDirect(entry.counted());
    }
    routes = std::move(publisher.m_routes);
    std::erase(m_publishers, &publisher);
}

void BusCore::add(std::shared_ptr<Consumer> consumer)
{
    const std::lock_guard lock(m_mutex);
    m_consumers.push_back(std::move(consumer));
    m_generation.fetch_add(1);
}

void BusCore::remove(const Consumer &consumer)
{
    std::shared_ptr<Consumer> removed;
    const std::lock_guard lock(m_mutex);
    const auto found =
        std::find_if(m_consumers.begin(), m_consumers.end(),
                     [&](const auto &candidate) { return candidate.get() == &consumer; });
    if (found == m_consumers.end()) return;
    removed = std::move(*found);
    m_consumers.erase(found);
    m_generation.fetch_add(1);
}

std::vector<std::shared_ptr<Consumer>> BusCore::consumers()
{
    const std::lock_guard lock(m_mutex);
    return m_consumers;
}

void BusCore::refresh(Publisher &publisher, bool dropOld)
{
    std::vector<std::unique_ptr<Route>> old;
    const std::lock_guard lock(m_mutex);
    auto route = std::make_unique<Route>();
    const bool takesDeadLetters = entryOf(publisher.m_channel.text).takesDeadLetters;
    for (const auto &consumer : m_consumers) {
        if (takesDeadLetters && !consumer->hearsDeadLetters()) continue;
        if (consumer->pattern().matches(publisher.m_channel.text))
            route->entries.push_back({.consumer = consumer});
    }
    if (dropOld) {
        for (const auto &dropped : publisher.m_routes) {
            for (auto &entry : dropped->entries)
                entry.consumer->addDirect(entry.counted());
        }
        old.swap(publisher.m_routes);
    }
    publisher.m_routes.push_back(std::move(route));
    publisher.m_generation = m_generation.load();
}

void BusCore::waitForPublishers()
{
    std::vector<std::shared_ptr<PublisherActivity>> activities;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto *publisher : m_publishers)
            activities.push_back(publisher->m_activity);
    }
    for (const auto &activity : activities) {
        const auto seen = activity->count.load();
        while (seen % 2 == 1 && activity->count.load() == seen)
            std::this_thread::yield();
    }
}

std::uint64_t BusCore::directlyAcknowledged(const Consumer &consumer)
{
    const std::lock_guard lock(m_mutex);
    auto sum = consumer.direct();
    for (const auto *publisher : m_publishers) {
        for (const auto &route : publisher->m_routes) {
            for (auto &entry : route->entries) {
                if (entry.consumer.get() == &consumer) sum += entry.counted();
            }
        }
    }
    return sum;
}

void BusCore::retire(std::shared_ptr<Consumer> consumer)
{
    const std::lock_guard lock(m_mutex);
    m_retired.push_back(std::move(consumer));
}

void BusCore::finishRetired()
{
    std::vector<std::shared_ptr<Consumer>> retired;
    {
        const std::lock_guard lock(m_mutex);
        retired.swap(m_retired);
    }
    for (const auto &consumer : retired)
        consumer->finish();
}

void BusCore::close()
{
    std::vector<std::shared_ptr<Consumer>> consumers;
    {
        const std::lock_guard lock(m_mutex);
        consumers = m_consumers;
    }
    for (const auto &consumer : consumers)
        consumer->close();
    m_tap.set({});
    waitForPublishers();
    finishRetired();

    // Their routes keep consumers, and those keep this object.
    std::vector<std::unique_ptr<Publisher>> idle;
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        for (auto &[name, entry] : m_channels) {
            std::move(entry.idle.begin(), entry.idle.end(), std::back_inserter(idle));
            entry.idle.clear();
        }
    }
}

} // namespace playhead
