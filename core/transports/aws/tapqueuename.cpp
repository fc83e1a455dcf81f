// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/tapqueuename.h"

#include "transports/aws/smallfile.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <random>
#include <sstream>

#include <csignal>
#include <unistd.h>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::size_t longestName = 80;
constexpr std::string_view fifo = ".fifo";

/// FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv.
std::uint32_t hashOf(std::string_view text)
{
    std::uint32_t hash = 2166136261U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash;
}

std::string hostMark()
{
    std::array<char, 256> name{};
    static_cast<void>(gethostname(name.data(), name.size() - 1));
    return fmt::format("{:08x}", hashOf(textOfFile("/etc/machine-id") + name.data()));
}

/// Field 22 of /proc/PID/stat, see proc(5); 0 where there is no such process, or no /proc.
std::uint64_t startOf(std::int64_t pid)
{
    const auto stat = textOfFile(fmt::format("/proc/{}/stat", pid));
    const auto end = stat.rfind(')'); // of the name, which may hold anything
    if (end == std::string::npos) return 0;
    std::istringstream fields(stat.substr(end + 1));
    std::string field;
    for (int i = 3; i <= 22; ++i)
        fields >> field;
    std::uint64_t started = 0;
    std::from_chars(field.data(), field.data() + field.size(), started);
    return started;
}

/// Takes the number in front of the next `-`, and that.
template <class Number> bool takeNumber(std::string_view &text, Number &number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end == text.data() + text.size() || *end != '-') return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return true;
}

} // namespace

std::string randomHex()
{
    std::random_device device;
    std::string text;
    for (int i = 0; i < 4; ++i)
        text += fmt::format("{:08x}", device());
    return text;
}

ProcessMark ProcessMark::own()
{
    const auto pid = static_cast<std::int64_t>(getpid());
    return {hostMark(), pid, startOf(pid)};
}

bool ProcessMark::isDead() const
{
    if (host != hostMark()) return false;
    if (kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH) return true;
    const auto now = startOf(pid);
    return started != 0 && now != 0 && now != started; // another process has its number
}

std::string tapQueuePrefixOf(const ProcessMark &process)
{
    return fmt::format("{}{}-", tapQueuePrefix, process.host);
}

std::string newTapQueueName(const ProcessMark &process, std::string_view topic)
{
    const bool isFifo = topic.ends_with(fifo);
    if (isFifo) topic.remove_suffix(fifo.size());
    auto name = fmt::format("{}{}-{}-{}-{}", tapQueuePrefixOf(process), process.pid,
                            process.started, randomHex().substr(0, 8), topic);
    name.resize(std::min(name.size(), longestName - (isFifo ? fifo.size() : 0)));
    return isFifo ? name + std::string(fifo) : name;
}

std::optional<ProcessMark> makerOfTapQueue(std::string_view name)
{
    if (!name.starts_with(tapQueuePrefix)) return std::nullopt;
    name.remove_prefix(tapQueuePrefix.size());
    ProcessMark process;
    const auto end = name.find('-');
    if (end != 8) return std::nullopt;
    process.host = name.substr(0, end);
    name.remove_prefix(end + 1);
    if (!takeNumber(name, process.pid) || !takeNumber(name, process.started) || process.pid <= 0)
        return std::nullopt;
    return process;
}

} // namespace playhead
