// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeaxis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace playhead {
namespace {

constexpr Duration minute = 60 * nanosecondsPerSecond;
constexpr Duration hour = 60 * minute;
constexpr Duration day = 24 * hour;

/// Steps between labels: round in the units in which people tell time.
Duration labelStep(double least)
{
    if (least <= 0.5 * nanosecondsPerSecond) return roundDuration(least);
    constexpr std::array<Duration, 15> steps = {nanosecondsPerSecond,
                                                2 * nanosecondsPerSecond,
                                                5 * nanosecondsPerSecond,
                                                10 * nanosecondsPerSecond,
                                                15 * nanosecondsPerSecond,
                                                30 * nanosecondsPerSecond,
                                                minute,
                                                2 * minute,
                                                5 * minute,
                                                15 * minute,
                                                30 * minute,
                                                hour,
                                                3 * hour,
                                                6 * hour,
                                                12 * hour};
    for (const auto step : steps)
        if (static_cast<double>(step) >= least) return step;
    const auto days = std::ceil(least / static_cast<double>(day));
    return day * roundDuration(days);
}

Timestamp roundedUp(Timestamp time, Duration step)
{
    const auto rest = ((time % step) + step) % step;
    return rest == 0 ? time : time + (step - rest);
}

QString tickText(Timestamp time, Duration step)
{
    if (step >= day) return QString::fromStdString(formatTimestamp(time).substr(0, 10));
    return QString::fromStdString(formatTimeOfDay(time, fractionDigits(step)));
}

} // namespace

double TimeAxis::xOf(Timestamp time) const
{
    return static_cast<double>(time - start) / static_cast<double>(span()) * width;
}

Timestamp TimeAxis::timeAt(double x) const
{
    return start + static_cast<Duration>(std::llround(x / width * static_cast<double>(span())));
}

TimeAxis TimeAxis::zoomed(double factor, double x) const
{
    constexpr double longest = 9e18 / 4;
    const auto wanted = std::clamp(static_cast<double>(span()) * factor,
                                   static_cast<double>(shortestSpan), longest);
    const auto fixed = timeAt(x);
    TimeAxis out = *this;
    out.start = fixed - static_cast<Duration>(wanted * (x / width));
    out.end = out.start + static_cast<Duration>(wanted);
    return out;
}

TimeAxis TimeAxis::moved(Duration shift) const
{
    return {start + shift, end + shift, width};
}

TimeAxis TimeAxis::fitting(Timestamp first, Timestamp last, double width)
{
    if (last - first < shortestSpan) {
        const auto middle = first + (last - first) / 2;
        return {middle - nanosecondsPerMillisecond, middle + nanosecondsPerMillisecond, width};
    }
    return {first, last, width};
}

Duration roundDuration(double least)
{
    Duration unit = 1;
    while (static_cast<double>(unit) * 5 < least && unit < 1'000'000'000'000'000'000)
        unit *= 10;
    for (const Duration factor : {1, 2, 5})
        if (static_cast<double>(unit * factor) >= least) return unit * factor;
    return unit * 5;
}

int fractionDigits(Duration step)
{
    int digits = 0;
    for (Duration unit = nanosecondsPerSecond; digits < 9 && step % unit != 0; unit /= 10)
        ++digits;
    return digits;
}

std::vector<TimeTick> timeTicks(const TimeAxis &axis, double characterWidth)
{
    constexpr double gap = 24;
    const auto perPixel = static_cast<double>(axis.span()) / axis.width;
    Duration step = 0;
    double textWidth = 8 * characterWidth;
    for (int round = 0; round < 4; ++round) { // finer steps have longer texts
        step = labelStep((textWidth + gap) * perPixel);
        const auto needed = static_cast<double>(tickText(axis.end, step).size()) * characterWidth;
        if (needed <= textWidth) break;
        textWidth = needed;
    }
    std::vector<TimeTick> ticks;
    for (auto time = roundedUp(axis.start, step); time <= axis.end; time += step) {
        const auto text = tickText(time, step);
        const auto half = static_cast<double>(text.size()) * characterWidth / 2;
        const auto x = std::clamp(axis.xOf(time), half, std::max(half, axis.width - half));
        if (x + half > axis.width + 1) continue;
        if (!ticks.empty()) {
            const auto before = static_cast<double>(ticks.back().text.size()) * characterWidth / 2;
            if (x - half < ticks.back().x + before + gap / 3) continue;
        }
        ticks.push_back({x, text});
    }
    return ticks;
}

} // namespace playhead
