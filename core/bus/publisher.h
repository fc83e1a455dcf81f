// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/buscore.h"
#include "bus/channel.h"
#include "bus/consumer.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace playhead {

/// The subscriptions that match a channel, as one publisher sees them.
struct Route
{
    struct Entry
    {
        std::shared_ptr<Consumer> consumer;
        std::uint64_t acknowledged = 0; ///< only through what follows

        /// The publisher's thread only, so that counting costs no locked instruction.
        void count()
        {
            const std::atomic_ref counter(acknowledged);
            counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        }
        /// Any thread.
        [[nodiscard]] std::uint64_t counted()
        {
            return std::atomic_ref(acknowledged).load(std::memory_order_relaxed);
        }
    };
    std::vector<Entry> entries; ///< as many as there ever are from the beginning
};

/// What a Channel handle is made of. One thread at a time.
class Publisher
{
public:
    /// A bare one has no core behind it that it keeps alive: those that the core itself keeps.
    Publisher(BusCore &core, const ChannelName &channel, std::shared_ptr<BusCore> owner);
    ~Publisher();
    Publisher(const Publisher &) = delete;
    Publisher &operator=(const Publisher &) = delete;

    PublishResult publish(ParticipantId producer, const EventPtr &event);
    PublishResult publishDeadLetter(const EventPtr &event);

    [[nodiscard]] const ChannelName &channel() const { return m_channel; }
    [[nodiscard]] BusCore &core() const { return m_core; }
    [[nodiscard]] const std::shared_ptr<BusCore> &owner() const { return m_owner; }

private:
    friend class BusCore;
    class Running;

    PublishResult deliver(const EventPtr &event);
    PublishResult passGate(ParticipantId producer, const EventPtr &event);
    PublishResult deliverTapped(ParticipantId producer, const EventPtr &event, bool publishStep);
    Consumer::Accepted hand(Consumer &consumer, const EventPtr &event, Running &running);
    Route &currentRoute();

    std::shared_ptr<BusCore> m_owner;
    BusCore &m_core;
    const ChannelName &m_channel;
    std::shared_ptr<PublisherActivity> m_activity;
    std::uint64_t m_generation = 0; ///< of the current route
    int m_depth = 0;                ///< publish() within publish()
    /// The last is current; those before it are being walked further up the stack. Changed under
    /// the core's lock.
    std::vector<std::unique_ptr<Route>> m_routes;
};

} // namespace playhead
