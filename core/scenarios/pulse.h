// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/scheduler.h"
#include "scenarios/dice.h"

#include <functional>

namespace playhead {

/// Does something again and again, so many times a second as `rate` says at that moment, at random
/// distances as visitors come. A changed rate takes effect within 100 ms, 0 included. Scheduler and
/// dice must outlive it; one thread.
class Pulse
{
public:
    Pulse(Scheduler &scheduler, Dice &dice, std::function<double()> rate,
          std::function<void()> beat);
    ~Pulse();
    Pulse(const Pulse &) = delete;
    Pulse &operator=(const Pulse &) = delete;

    void start();

private:
    void wait();
    void wake(double passed);

    Scheduler &m_scheduler;
    Dice &m_dice;
    std::function<double()> m_rate;
    std::function<void()> m_beat;
    TaskId m_task = 0;
    double m_left = 0; ///< of the way to the next beat, in mean distances
};

} // namespace playhead
