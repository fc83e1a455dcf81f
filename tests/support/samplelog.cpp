// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/samplelog.h"

#include <array>
#include <random>

#include <fmt/format.h>

namespace playhead::test {
namespace {

constexpr std::array<const char *, 6> types = {"order.placed",   "payment.captured",
                                               "stock.reserved", "shipment.created",
                                               "payment.failed", "order.cancelled"};
constexpr std::array<const char *, 3> consumers = {"payment", "inventory", "shipping"};
constexpr Timestamp start = 1'700'000'000'000'000'000;

/// Makes every event's data from its number, so that a log of millions costs no payload memory.
class ComputedEvents : public EventStore
{
public:
    Result<Event> event(EventNumber number) override
    {
        const auto n = number.value();
        Event event;
        event.id = fmt::format("e-{}", n);
        event.type = types[n % types.size()];
        event.source = "order-service";
        event.subject = fmt::format("order-{}", n / 4 + 1);
        event.correlation = event.subject;
        event.time = start + Timestamp(n) * nanosecondsPerMillisecond;
        event.encoding = DataEncoding::Json;
        event.data = fmt::format(R"({{"amount":{}.5,"status":"{}","version":{}}})", n % 200,
                                 event.type.substr(event.type.find('.') + 1), n % 4 + 1);
        return event;
    }
    Result<std::string> reason(Position) override { return std::string("time-out"); }
};

class Generator
{
public:
    Generator(Log &log, std::uint64_t target, std::uint32_t seed)
        : m_log(log), m_target(target), m_random(seed), m_time(start)
    {
        auto &table = log.writableParticipants();
        m_producer = table.intern("order-service", Role::Producer);
        m_channel = table.intern("orders.events", Role::Channel);
        for (std::size_t i = 0; i < consumers.size(); ++i)
            m_consumers[i] = table.intern(consumers[i], Role::Consumer);
        if (log.watermark().isValid()) m_time = log.index().maxTime();
    }

    void run()
    {
        while (!full())
            conversation();
        m_log.writableDensity().extend(m_log.index());
        m_log.writableIndex().publish();
    }

private:
    bool full() const { return m_log.index().appended() >= m_target; }

    void add(StepKind kind, ParticipantId from, ParticipantId to, std::uint8_t attempt = 0)
    {
        if (full()) return;
        m_time += 100'000 + static_cast<Duration>(m_random() % 1'000'000);
        m_step.kind = kind;
        m_step.failed = isFailure(kind);
        m_step.sender = from;
        m_step.receiver = to;
        m_step.attempt = attempt;
        m_step.time = m_time;
        m_log.writableIndex().append(m_step);
    }

    void conversation()
    {
        const auto number = static_cast<std::uint32_t>(m_log.eventCount() + 1);
        m_log.setEventCount(number);
        m_step.event = EventNumber(number);
        m_step.type = m_log.writableNames().intern(types[number % types.size()]);
        m_step.subject = m_log.writableNames().intern(fmt::format("order-{}", number / 4 + 1));
        m_step.correlation = m_step.subject;
        add(StepKind::Publish, m_producer, m_channel);
        for (const auto consumer : m_consumers) {
            add(StepKind::Deliver, m_channel, consumer, 1);
            const auto luck = m_random() % 100;
            if (luck < 3) {
                add(StepKind::Nack, consumer, m_channel);
                add(StepKind::Deliver, m_channel, consumer, 2);
            }
            if (luck == 0)
                add(StepKind::DeadLetter, consumer, m_channel);
            else
                add(StepKind::Ack, consumer, m_channel);
        }
        if (m_random() % 500 == 0) m_time += 5 * nanosecondsPerSecond;
    }

    Log &m_log;
    std::uint64_t m_target;
    std::mt19937 m_random;
    Timestamp m_time;
    ParticipantId m_producer;
    ParticipantId m_channel;
    std::array<ParticipantId, consumers.size()> m_consumers;
    Step m_step;
};

} // namespace

std::shared_ptr<Log> makeShopLog(std::uint64_t steps, std::uint32_t seed)
{
    auto log = std::make_shared<Log>(std::make_shared<ComputedEvents>());
    Generator(*log, steps, seed).run();
    return log;
}

void appendShopSteps(Log &log, std::uint64_t steps, std::uint32_t seed)
{
    Generator(log, log.index().appended() + steps, seed).run();
}

} // namespace playhead::test
