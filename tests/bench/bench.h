// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

namespace playhead::bench {

/// Prints one figure: `name value unit (ratio ... of peer)`. Machines are noisy, so what counts is
/// the ratio to a limit or peer that was measured in the same run.
inline void report(const std::string &name, double value, const std::string &unit,
                   const std::string &comparison = {})
{
    std::printf("%s %.4g %s%s%s%s\n", name.c_str(), value, unit.c_str(),
                comparison.empty() ? "" : " (", comparison.c_str(), comparison.empty() ? "" : ")");
    std::fflush(stdout);
}

/// `ratio 0.82 of <peer>, goal 0.7`.
inline std::string ratioText(double value, double peer, const std::string &peerName, double goal)
{
    char text[200];
    std::snprintf(text, sizeof text, "ratio %.2f of %s, goal %.4g", value / peer, peerName.c_str(),
                  goal);
    return text;
}

/// Seconds that this process has computed so far, on all its threads together. What other programs
/// do on the machine hardly shows in it.
inline double computed()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) * 1e-9;
}

/// The middle one.
inline double median(std::vector<double> values)
{
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Seconds that a call takes.
template <class F> double secondsOf(F &&work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace playhead::bench
