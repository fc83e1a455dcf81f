// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/consumer.h"

#include "bus/handlerscope.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace playhead {

Consumer::Consumer(std::shared_ptr<BusCore> core, Pattern pattern, std::optional<Pattern> types,
                   ParticipantId id, Handler handler, DeliveryPolicy policy)
    : m_core(std::move(core)),
      m_pattern(std::move(pattern)),
      m_types(std::move(types)),
      m_id(id),
      m_policy(std::move(policy)),
      m_deadLetters(m_policy.deadLetterChannel.empty()
                        ? nullptr
                        : &m_core->deadLetterChannel(m_policy.deadLetterChannel)),
      m_handler(std::move(handler)),
      m_books(m_policy)
{}

Consumer::~Consumer() = default;

bool Consumer::hasThread() const
{
    return m_policy.mode == DeliveryMode::Queued && !m_core->scheduler().isVirtual();
}

void Consumer::start()
{
    const std::lock_guard lock(m_mutex);
    if (hasThread()) m_thread = std::thread([self = shared_from_this()] { self->work(); });
    update();
}

void Consumer::update()
{
    const bool plain =
        mayBegin() && !m_faults.any() && m_books.isSimple() && m_books.isOnTheWayEmpty();
    m_batching = plain;
    m_direct = plain && !m_types && m_policy.mode == DeliveryMode::Direct && m_books.pending() == 0
               && m_running == 0;
}

Outcome Consumer::outcomeOfException() noexcept
{
    try {
        throw;
    } catch (const std::exception &exception) {
        return nack(exception.what());
    } catch (...) {
        return nack("the handler threw something that is no exception");
    }
}

void Consumer::enterOutcome(const Delivery &delivery, Outcome outcome)
{
    if (delivery.m_token == 0)
        delivery.m_token = enter(delivery.m_event, delivery.m_channel, delivery.m_attempt);
    settle(delivery.m_token, std::move(outcome), true);
    pump();
}

std::uint64_t Consumer::enter(const EventPtr &event, const ChannelName &channel,
                              std::uint32_t attempt)
{
    const auto now = m_core->scheduler().now();
    const std::lock_guard lock(m_mutex);
    if (m_closed) return 0;
    ++m_counters.delivered;
    const auto token = m_books.enter(event, channel, attempt, now);
    update();
    return token;
}

Consumer::Accepted Consumer::accept(const EventPtr &event, const ChannelName &channel)
{
    if (m_types && !m_types->matches(event->type)) return Accepted::Ended;
    auto result = Accepted::Taken;
    std::optional<Parcel> refused;
    {
        std::unique_lock lock(m_mutex);
        if (m_closed) return Accepted::Ended;
        if (m_policy.mode == DeliveryMode::Queued && m_books.depth() >= m_policy.capacity) {
            const bool canWait = hasThread() && m_thread.get_id() != std::this_thread::get_id();
            if (m_policy.whenFull == QueueFull::Block) {
                ++m_counters.blocked;
                if (canWait) return Accepted::MustWait;
            } else if (m_policy.whenFull == QueueFull::Reject) {
                ++m_counters.rejected;
                refused = Parcel{.event = event, .channel = &channel};
                result = Accepted::Rejected;
            } else {
                refused = m_books.dropOldest();
                m_counters.dropped += refused ? 1U : 0U;
            }
        }
        if (result == Accepted::Taken) {
            const Parcel parcel{.event = event, .channel = &channel};
            const bool holdsBack =
                !m_books.isHoldingBack() && happens(m_faults.reorder, Purpose::Reorder, parcel);
            m_counters.reordered += holdsBack ? 1U : 0U;
            if (travels() || holdsBack) {
                sendOff(parcel, holdsBack);
                update();
            } else {
                m_books.enqueue(event, channel);
                if (m_policy.mode == DeliveryMode::Direct) update();
                requestPump(lock);
            }
        }
    }
    if (refused) {
        refused->attempt = 0;
        step(StepKind::Nack, *refused,
             std::make_shared<const std::string>(result == Accepted::Rejected
                                                     ? "the queue is full"
                                                     : "dropped: the queue is full"));
    }
    return result;
}

void Consumer::sendOff(const Parcel &parcel, bool holdsBack)
{
    const auto now = m_core->scheduler().now();
    const auto arrival = std::max(m_lastArrival, now + latencyOf(parcel));
    if (holdsBack) {
        const auto number = m_books.holdBack(parcel.event, *parcel.channel);
        arriveIn(arrival - now + Faults::longestHold,
                 [number](ConsumerBooks &books) { books.letGo(number); });
        return;
    }
    m_lastArrival = arrival;
    const auto arrive = [](ConsumerBooks &books) { books.arrive(); };
    m_books.sendOff(parcel.event, *parcel.channel);
    arriveIn(arrival - now, arrive);
    if (!m_books.isHoldingBack()) return;
    m_books.sendOffHeldBack();
    arriveIn(arrival - now, arrive);
}

void Consumer::arriveIn(Duration time, std::function<void(ConsumerBooks &)> arrive)
{
    m_core->scheduler().schedule(time, [weak = weak_from_this(), arrive = std::move(arrive)] {
        const auto self = weak.lock();
        if (!self || !self->beginWork()) return;
        {
            const std::lock_guard lock(self->m_mutex);
            arrive(self->m_books);
        }
        self->endWork();
    });
}

void Consumer::waitForRoom()
{
    std::unique_lock lock(m_mutex);
    ++m_waiting;
    // A quarter of the room, so that publisher and consumer do not take turns for each event.
    const auto enough = m_policy.capacity - m_policy.capacity / 4;
    m_room.wait(lock, [&] { return m_closed || m_books.depth() < enough; });
    --m_waiting;
}

void Consumer::step(StepKind kind, const Parcel &parcel, std::shared_ptr<const std::string> reason)
{
    if (!m_core->tap().isOpen()) return;
    const auto channel = parcel.channel->id;
    const bool toConsumer = kind == StepKind::Deliver;
    StepBuffer steps(*m_core);
    steps.add(m_core->scheduler().now(), kind, parcel.event, toConsumer ? channel : m_id,
              toConsumer ? m_id : channel, parcel.attempt, std::move(reason));
    steps.flush();
}

void Consumer::close()
{
    std::vector<TaskId> timers;
    {
        const std::lock_guard lock(m_mutex);
        if (!std::exchange(m_closed, true)) {
            timers = m_books.clear();
            update();
        }
        m_work.notify_all();
        m_room.notify_all();
    }
    for (const auto timer : timers)
        m_core->scheduler().cancel(timer);
    m_core->remove(*this);

    if (HandlerScope::isInside()) {
        m_core->retire(shared_from_this());
        return;
    }
    finish();
    m_core->finishRetired();
}

void Consumer::finish()
{
    m_core->waitForPublishers();
    std::thread thread;
    Handler handler; // destroyed last, without the lock
    {
        std::unique_lock lock(m_mutex);
        m_stopped.wait(lock, [this] { return m_running == 0; });
        thread = std::move(m_thread);
        handler = std::move(m_handler);
        m_handler = nullptr;
    }
    if (thread.joinable()) thread.join();
}

bool Consumer::isClosed() const
{
    const std::lock_guard lock(m_mutex);
    return m_closed;
}

void Consumer::setFaults(const Faults &faults)
{
    const std::lock_guard lock(m_mutex);
    m_faults = faults;
    update();
}

Faults Consumer::faults() const
{
    const std::lock_guard lock(m_mutex);
    return m_faults;
}

void Consumer::setState(ConsumerState state)
{
    std::unique_lock lock(m_mutex);
    if (m_closed || state == m_state) return;
    if (state == ConsumerState::Crashed) m_books.deafen();
    // A crashed consumer that is paused comes up without being given anything: what it lost is
    // delivered again as soon as it runs.
    m_state = state;
    if (state == ConsumerState::Running) m_books.redeliverDeaf();
    update();
    requestPump(lock);
}

ConsumerState Consumer::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

DeliveryCounters Consumer::counters() const
{
    const auto direct = m_core->directlyAcknowledged(*this);
    const std::lock_guard lock(m_mutex);
    auto counters = m_counters;
    counters.delivered += direct;
    counters.acknowledged += direct;
    counters.pending = m_books.pending();
    return counters;
}

} // namespace playhead
