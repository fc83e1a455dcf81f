// SPDX-License-Identifier: GPL-3.0-or-later
// As many steps a second as the knob says: what the recorder and the window must keep up with.
#include "scenarios/scenariolist.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace playhead {

namespace {

constexpr double stepsPerReading = 3; // publish, deliver, ack
constexpr double burstsPerSecond = 2000;
constexpr Duration longestWait = nanosecondsPerSecond / 20;

struct Sensor
{
    std::string name;
    ParticipantId id;
    std::int64_t value = 2000; ///< hundredths
};

class Firehose final : public Scenario
{
public:
    explicit Firehose(const ScenarioContext &context);

    void start() override { wait(); }
    void applyKnobs() override
    {
        if (faultsTurned()) m_readings.setFaults(faults());
        if (turned({"pause"})) setPaused(m_readings, m_knobs.value("pause") != 0);
    }

private:
    void prepare(Event &, Json &) override {}
    Result<std::vector<Event>> burst(const Event &command);
    void wait();
    void publish();

    Dice m_dice; ///< of the readings
    std::array<Sensor, 8> m_sensors;
    ParticipantId m_collector;
    Channel m_channel;
    Subscription m_readings;
    double m_due = 0; ///< readings that should have been published and were not
    std::uint64_t m_published = 0;
    std::uint64_t m_collected = 0;
};

Firehose::Firehose(const ScenarioContext &context)
    : Scenario(context, "operator"),
      m_dice(m_seed.with("readings").dice()),
      m_collector(m_bus.participant("collector", Role::Consumer)),
      m_channel(m_bus.channel("readings"))
{
    for (std::size_t i = 0; i < m_sensors.size(); ++i) {
        m_sensors[i].name = fmt::format("sensor-{}", i + 1);
        m_sensors[i].id = m_bus.participant(m_sensors[i].name);
    }
    DeliveryPolicy policy;
    policy.keepSubjectOrder = false;
    m_readings = taken(m_bus.subscribe(
        "readings", m_collector,
        [this](const Delivery &) {
            ++m_collected;
            return ack();
        },
        policy));
    keep(m_commands.registerHandler("burst", m_sensors[0].id,
                                    [this](const Event &command) { return burst(command); }));
    keep(m_queries.registerHandler(
        "get-counts", m_collector, [this](const Event &) -> Result<std::string> {
            return Json{{"published", m_published}, {"collected", m_collected}}.dump();
        }));
}

Result<std::vector<Event>> Firehose::burst(const Event &command)
{
    const auto count = jsonData(command).value("count", Json());
    if (!count.is_number_integer() || count < 1 || count > 100'000)
        return failure("The count must be a whole number from 1 to 100000.");
    for (int i = count.get<int>(); i > 0; --i)
        publish();
    return std::vector<Event>();
}

void Firehose::wait()
{
    const double rate = m_knobs.value("rate") / stepsPerReading;
    const double perBurst = std::max(1.0, rate / burstsPerSecond);
    auto delay = longestWait;
    if (rate > 0) {
        const auto exact = std::llround((perBurst - m_due) / rate * nanosecondsPerSecond);
        delay = std::clamp<Duration>(exact, 1, longestWait);
    }
    after(delay, [this, rate, delay] {
        // The thousandth forgives that a delay is whole nanoseconds.
        m_due += rate * static_cast<double>(delay) / nanosecondsPerSecond;
        for (; m_due >= 0.999; m_due -= 1)
            publish();
        wait();
    });
}

void Firehose::publish()
{
    const auto number = ++m_published;
    const auto chance = m_dice.next();
    auto &sensor = m_sensors[chance % m_sensors.size()];
    sensor.value =
        std::clamp<std::int64_t>(sensor.value + std::int64_t(chance >> 32U) % 21 - 10, -3000, 6000);
    Event reading;
    std::array<char, 24> id{'r', '-'};
    reading.id.assign(id.data(), std::to_chars(id.data() + 2, id.data() + id.size(), number).ptr);
    reading.type = "reading";
    reading.source = sensor.name;
    reading.subject = sensor.name;
    reading.time = m_scheduler.now();
    reading.encoding = DataEncoding::Json;
    std::array<char, 64> data{};
    const auto end = fmt::format_to_n(data.data(), data.size(), R"({{"celsius":{}.{:02}}})",
                                      sensor.value / 100, std::abs(sensor.value % 100));
    reading.data.assign(data.data(), end.out);
    m_channel.publish(sensor.id, std::make_shared<const Event>(std::move(reading)));
}

} // namespace

std::unique_ptr<Scenario> makeFirehose(const ScenarioContext &context)
{
    return std::make_unique<Firehose>(context);
}

} // namespace playhead
