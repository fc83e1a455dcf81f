// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/scheduler.h"
#include "scenarios/dice.h"

#include <cstdint>
#include <functional>

namespace playhead {

/// Does something again and again, so many times a second as `rate` says at that moment, at random
/// distances as visitors come. A changed rate takes effect within 100 ms, 0 included. Each time has
/// dice of its own, so that what is thrown there does not change when the next time comes. The
/// scheduler must outlive it; one thread.
class Pulse
{
public:
    Pulse(Scheduler &scheduler, Seed seed, std::function<double()> rate,
          std::function<void(Dice &)> beat);
    ~Pulse();
    Pulse(const Pulse &) = delete;
    Pulse &operator=(const Pulse &) = delete;

    void start();

private:
    void wait();
    void wake(double passed);

    Scheduler &m_scheduler;
    Seed m_seed;
    Dice m_distances;
    std::function<double()> m_rate;
    std::function<void(Dice &)> m_beat;
    TaskId m_task = 0;
    std::uint64_t m_beats = 0;
    double m_left = 0; ///< of the way to the next beat, in mean distances
};

} // namespace playhead
