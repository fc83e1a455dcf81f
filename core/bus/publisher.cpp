// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/publisher.h"

#include "bus/consumer.h"
#include "bus/handlerscope.h"
#include "bus/stepbuffer.h"

#include <utility>

namespace playhead {

/// The time in which publish() may call handlers.
class Publisher::Running
{
public:
    explicit Running(Publisher &publisher) : m_publisher(publisher)
    {
        if (m_publisher.m_depth++ == 0) begin();
    }
    ~Running()
    {
        if (--m_publisher.m_depth == 0) end();
    }
    Running(const Running &) = delete;
    Running &operator=(const Running &) = delete;

    /// While the publisher waits for a queue, nobody who unsubscribes need wait for it.
    void waitForRoom(Consumer &consumer)
    {
        const bool outermost = m_publisher.m_depth == 1;
        if (outermost) end();
        consumer.waitForRoom();
        if (outermost) begin();
    }

private:
    // Only this thread writes the count. The beginning must be seen before a consumer's isDirect()
    // is read; the end need only come after all that was done.
    void begin() { count().store(next()); }
    void end() { count().store(next(), std::memory_order_release); }
    [[nodiscard]] std::uint64_t next() const { return count().load(std::memory_order_relaxed) + 1; }
    [[nodiscard]] std::atomic<std::uint64_t> &count() const
    {
        return m_publisher.m_activity->count;
    }

    const HandlerScope m_scope;
    Publisher &m_publisher;
};

Publisher::Publisher(BusCore &core, const ChannelName &channel, std::shared_ptr<BusCore> owner)
    : m_owner(std::move(owner)),
      m_core(core),
      m_channel(channel),
      m_activity(std::make_shared<PublisherActivity>())
{
    m_core.add(*this);
}

Publisher::~Publisher()
{
    m_core.remove(*this);
}

Route &Publisher::currentRoute()
{
    if (m_generation != m_core.generation()) [[unlikely]]
        m_core.refresh(*this, m_depth == 1);
    return *m_routes.back();
}

PublishResult Publisher::publish(ParticipantId producer, const EventPtr &event)
{
    if (!m_core.tap().isOpen()) return deliver(event);
    return m_core.gate() ? passGate(producer, event) : deliverTapped(producer, event, true);
}

PublishResult Publisher::passGate(ParticipantId producer, const EventPtr &event)
{
    PublishResult sum;
    for (const auto &admitted : m_core.gate()({m_channel.text, producer, event})) {
        auto publisher = m_core.borrow(m_core.channelName(admitted.channel));
        const auto result = publisher->deliverTapped(admitted.producer, admitted.event, true);
        m_core.giveBack(std::move(publisher));
        sum.subscriptions += result.subscriptions;
        sum.rejected += result.rejected;
    }
    return sum;
}

PublishResult Publisher::publishDeadLetter(const EventPtr &event)
{
    if (m_core.tap().isOpen()) return deliverTapped({}, event, false);
    return deliver(event);
}

Consumer::Accepted Publisher::hand(Consumer &consumer, const EventPtr &event, Running &running)
{
    auto accepted = consumer.accept(event, m_channel);
    while (accepted == Consumer::Accepted::MustWait) {
        running.waitForRoom(consumer);
        accepted = consumer.accept(event, m_channel);
    }
    return accepted;
}

PublishResult Publisher::deliver(const EventPtr &event)
{
    // Counted in registers: a result in memory would be written in halves and read as a whole,
    // which costs as much as a handler.
    std::uint32_t subscriptions = 0;
    std::uint32_t rejected = 0;
    Running running(*this);
    for (auto &entry : currentRoute().entries) {
        auto &consumer = *entry.consumer;
        if (consumer.isDirect()) [[likely]] {
            if (consumer.deliverDirect(event, m_channel, nullptr)) [[likely]]
                entry.count();
            ++subscriptions;
        } else {
            const auto accepted = hand(consumer, event, running);
            subscriptions += accepted == Consumer::Accepted::Taken ? 1U : 0U;
            rejected += accepted == Consumer::Accepted::Rejected ? 1U : 0U;
        }
    }
    return {subscriptions, rejected};
}

PublishResult Publisher::deliverTapped(ParticipantId producer, const EventPtr &event,
                                       bool publishStep)
{
    PublishResult result;
    Running running(*this);
    StepBuffer steps(m_core);
    auto &scheduler = m_core.scheduler();
    auto time = scheduler.now();
    bool timePassed = false;
    if (publishStep) steps.add(time, StepKind::Publish, event, producer, m_channel.id);
    for (auto &entry : currentRoute().entries) {
        auto &consumer = *entry.consumer;
        if (consumer.isDirect()) {
            if (std::exchange(timePassed, false)) time = scheduler.now();
            steps.add(time, StepKind::Deliver, event, m_channel.id, consumer.id(), 1);
            const bool acknowledged = consumer.deliverDirect(event, m_channel, &steps);
            time = scheduler.now();
            if (acknowledged) {
                entry.count();
                steps.add(time, StepKind::Ack, event, consumer.id(), m_channel.id, 1);
            }
            ++result.subscriptions;
        } else {
            steps.flush();
            const auto accepted = hand(consumer, event, running);
            result.subscriptions += accepted == Consumer::Accepted::Taken ? 1U : 0U;
            result.rejected += accepted == Consumer::Accepted::Rejected ? 1U : 0U;
            timePassed = true;
        }
    }
    steps.flush();
    return result;
}

} // namespace playhead
