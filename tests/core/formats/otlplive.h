// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "otlpsamples.h"

#include "formats/otlpwindow.h"

#include <QtTest>

#include <algorithm>
#include <map>

namespace playhead::test {

inline constexpr Duration second = nanosecondsPerSecond;

/// A window, and what it gave.
class Live
{
public:
    explicit Live(OtlpWindow::Limits limits = {})
        : m_window(limits, [this](std::string_view name, Role role) {
              return sink.participants.intern(name, role);
          })
    {}

    void add(std::string_view json) { add(readOtlpArrivals(json).spans); }
    void add(const std::vector<OtlpSample> &samples) { add(otlpLines(samples)); }
    void add(std::vector<OtlpArrival> arrivals) { m_window.add(std::move(arrivals), now); }

    void pass(Duration time)
    {
        now += time;
        keep([this] { return m_window.take(now); });
    }
    void finish()
    {
        keep([this] { return m_window.takeHeld(); });
    }

    [[nodiscard]] const OtlpWindow &window() const { return m_window; }

    CollectingSink sink;
    std::uint64_t spans = 0; ///< written
    Timestamp now = 1000 * second;

private:
    template <class Take> void keep(Take take)
    {
        for (auto written = take(); written.spans > 0; written = take()) {
            spans += written.spans;
            QVERIFY(std::ranges::is_sorted(written.steps, {}, &TapStep::time));
            for (const auto &step : written.steps)
                keepStep(step);
        }
    }

    void keepStep(const TapStep &step)
    {
        auto &number = m_numbers[step.event];
        if (!number) {
            sink.events.push_back(*step.event);
            number = EventNumber(static_cast<std::uint32_t>(sink.events.size()));
        }
        StepRecord record;
        record.time = step.time;
        record.kind = step.kind;
        record.evidence = step.evidence;
        record.failed = step.failed;
        record.attempt = step.attempt;
        record.sender = step.sender;
        record.receiver = step.receiver;
        record.event = number;
        sink.steps.push_back({record, step.reason ? *step.reason : std::string()});
    }

    OtlpWindow m_window;
    std::map<EventPtr, EventNumber> m_numbers;
};

/// A publish to `orders` that takes a millisecond.
inline OtlpSample producer(int id, int start)
{
    return {.service = "shop", .kind = 4, .id = id, .start = start, .end = start + 1};
}

/// Handles what `parent` sent, in five milliseconds.
inline OtlpSample consumer(int id, int parent, int start)
{
    return {.service = "billing",
            .kind = 5,
            .id = id,
            .parent = parent,
            .start = start,
            .end = start + 5};
}

} // namespace playhead::test
