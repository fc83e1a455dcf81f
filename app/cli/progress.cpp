// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progress.h"

#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace playhead::cli {
namespace {

constexpr std::chrono::milliseconds patience{500};
constexpr std::chrono::milliseconds interval{100};
constexpr const char *clearLine = "\r\033[K";

} // namespace

Progress::Progress(std::string what)
    : m_what(std::move(what)),
      m_terminal(::isatty(STDERR_FILENO) == 1),
      m_next(Clock::now() + patience)
{}

Progress::~Progress()
{
    hide();
}

void Progress::hide()
{
    if (std::exchange(m_shown, false)) std::fputs(clearLine, stderr);
}

void Progress::update(std::uint64_t done, std::uint64_t total)
{
    if (!m_terminal) return;
    const auto now = Clock::now();
    if (now < m_next) return;
    m_next = now + interval;
    m_shown = true;
    if (total > 0)
        fmt::print(stderr, "{}{} {} %", clearLine, m_what, done * 100 / total);
    else
        fmt::print(stderr, "{}{} {}", clearLine, m_what, done);
    std::fflush(stderr);
}

} // namespace playhead::cli
