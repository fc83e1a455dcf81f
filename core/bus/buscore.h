// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace playhead {

class Consumer;
class Publisher;
struct Route;

/// Counts the beginnings and ends of publish() on one handle; odd: one is running. A line of cache
/// of its own, since its thread writes it for every event.
struct alignas(64) PublisherActivity
{
    std::atomic<std::uint64_t> count{0};
};

/// What the parts of one bus share: who subscribes, who publishes, clock, chance and tap. Outlives
/// the Bus as long as handles do, closed. Thread-safe; its lock is never held while user code runs.
class BusCore : public std::enable_shared_from_this<BusCore>
{
public:
    BusCore(Scheduler &scheduler, ParticipantTable &participants, RandomSource random);
    ~BusCore();

    [[nodiscard]] Scheduler &scheduler() { return m_scheduler; }
    [[nodiscard]] ParticipantTable &participants() { return m_participants; }
    [[nodiscard]] TapPort &tap() { return m_tap; }
    [[nodiscard]] double random(const DeliveryThrow &what);

    /// Empty: none. See Bus::setGate.
    [[nodiscard]] const PublishGate &gate() const { return m_gate; }
    void setGate(PublishGate gate) { m_gate = std::move(gate); }

    /// Valid as long as this object.
    const ChannelName &channelName(std::string_view name);
    /// The same; the channel is one for dead letters from now on.
    const ChannelName &deadLetterChannel(std::string_view name);
    [[nodiscard]] std::set<std::string> channelNames();

    /// A publisher that nobody uses at the moment, for one event; give it back.
    std::unique_ptr<Publisher> borrow(const ChannelName &channel);
    void giveBack(std::unique_ptr<Publisher> publisher);

    /// Hands an event that died elsewhere to the subscriptions of `channel`, without a publish
    /// step.
    void publishDeadLetter(const ChannelName &channel, const EventPtr &event);

    void add(Publisher &publisher);
    void remove(Publisher &publisher);
    void add(std::shared_ptr<Consumer> consumer);
    void remove(const Consumer &consumer);
    [[nodiscard]] std::vector<std::shared_ptr<Consumer>> consumers();

    /// Changes whenever a subscription comes or goes.
    [[nodiscard]] std::uint64_t generation() const
    {
        return m_generation.load(std::memory_order_acquire);
    }

    /// Gives the publisher a route that is up to date, and drops its old ones if `dropOld`.
    void refresh(Publisher &publisher, bool dropOld);

    /// Returns when every publish() has ended, or begun a next one, that was running at the call.
    void waitForPublishers();

    /// Deliveries that publishers made and acknowledged without the consumer's books.
    std::uint64_t directlyAcknowledged(const Consumer &consumer);

    /// Remembers a consumer that was closed within a handler, where it could not wait.
    void retire(std::shared_ptr<Consumer> consumer);
    /// Closes those to the end. Not within a handler.
    void finishRetired();

    /// Ends all subscriptions, and waits.
    void close();

private:
    Scheduler &m_scheduler;
    ParticipantTable &m_participants;
    TapPort m_tap;
    PublishGate m_gate;
    std::mutex m_randomMutex;
    RandomSource m_random;
    std::atomic<std::uint64_t> m_generation{1};

    struct ChannelEntry
    {
        ChannelName name;
        bool takesDeadLetters = false;
        std::vector<std::unique_ptr<Publisher>> idle;
    };
    ChannelEntry &entryOf(std::string_view name);

    std::mutex m_mutex; // guards what follows
    std::map<std::string, ChannelEntry, std::less<>> m_channels;
    std::vector<std::shared_ptr<Consumer>> m_consumers;
    std::vector<Publisher *> m_publishers;
    std::vector<std::shared_ptr<Consumer>> m_retired;
    bool m_closed = false;
};

} // namespace playhead
