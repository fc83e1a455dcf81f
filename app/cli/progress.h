// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace playhead::cli {

/// A line of progress on standard error, where that is a terminal and the work takes longer than
/// half a second; removed at the end. One thread.
class Progress
{
public:
    explicit Progress(std::string what);
    ~Progress();
    Progress(const Progress &) = delete;
    Progress &operator=(const Progress &) = delete;

    /// `total` 0: not known.
    void update(std::uint64_t done, std::uint64_t total);
    /// Takes the line away until the next update, for a message in its place.
    void hide();

private:
    using Clock = std::chrono::steady_clock;

    std::string m_what;
    bool m_terminal;
    bool m_shown = false;
    Clock::time_point m_next;
};

} // namespace playhead::cli
