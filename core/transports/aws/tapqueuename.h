// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace playhead {

/// A process of this machine, told from a later one with the same number by when it started.
struct ProcessMark
{
    std::string host; ///< eight hexadecimal digits that stand for this machine
    std::int64_t pid = 0;
    std::uint64_t started = 0; ///< in the kernel's clock ticks since it booted; 0: not known

    /// Of this process.
    [[nodiscard]] static ProcessMark own();
    /// Whether it is a process of this machine that runs no more. Never true for other machines.
    [[nodiscard]] bool isDead() const;
};

/// What the queues of our own begin with.
inline constexpr std::string_view tapQueuePrefix = "playhead-tap-";

/// The beginning of the names of all such queues that this machine made.
[[nodiscard]] std::string tapQueuePrefixOf(const ProcessMark &process);

/// A new name for a queue of our own: `playhead-tap-HOST-PID-STARTED-RANDOM-TOPIC`, cut to the 80
/// characters that SQS takes. The name alone says who made it, so that the next start finds what a
/// crash has left, without permissions for tags, and leaves alone what belongs to a running one.
[[nodiscard]] std::string newTapQueueName(const ProcessMark &process, std::string_view topic);

/// Who made the queue of this name; empty: it is none of ours.
[[nodiscard]] std::optional<ProcessMark> makerOfTapQueue(std::string_view name);

/// A random text of 32 hexadecimal digits.
[[nodiscard]] std::string randomHex();

} // namespace playhead
