// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/pulse.h"

#include <algorithm>
#include <utility>

namespace playhead {

Pulse::Pulse(Scheduler &scheduler, Seed seed, std::function<double()> rate,
             std::function<void(Dice &)> beat)
    : m_scheduler(scheduler),
      m_seed(seed),
      m_distances(seed.dice()),
      m_rate(std::move(rate)),
      m_beat(std::move(beat))
{}

Pulse::~Pulse()
{
    m_scheduler.cancel(m_task);
}

void Pulse::start()
{
    m_left = m_distances.around(0.5);
    wait();
}

void Pulse::wait()
{
    constexpr double longest = 0.1;
    const double rate = std::max(0.0, m_rate());
    const bool arrives = m_left <= rate * longest;
    const double seconds = arrives && rate > 0 ? m_left / rate : longest;
    const double passed = arrives && rate > 0 ? m_left : rate * longest;
    m_task = m_scheduler.schedule(static_cast<Duration>(seconds * nanosecondsPerSecond),
                                  [this, passed] { wake(passed); });
}

void Pulse::wake(double passed)
{
    m_left -= passed;
    if (m_left <= 0) {
        m_left = std::max(0.01, m_distances.around(1));
        auto dice = m_seed.with(++m_beats).dice();
        m_beat(dice);
    }
    wait();
}

} // namespace playhead
