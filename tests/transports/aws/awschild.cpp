// SPDX-License-Identifier: GPL-3.0-or-later
// What a test kills: attaches to a topic and says when it is live, or redrives a message and dies
// before a step of it. Keys are in the environment.
//   awschild attach URL
//   awschild redrive URL HANDLE STEP
#include "transports/transporttable.h"

#include <csignal>
#include <cstdio>
#include <string_view>
#include <thread>

using namespace playhead;

namespace {

int attachAndWait(const SourceUrl &url)
{
    ParticipantTable participants;
    const auto source = attach(url, {[](std::span<TapStep>) {}, participants, {}});
    if (!source || !(*source)->waitUntilLive()) return 1;
    std::puts("live");
    std::fflush(stdout);
    static_cast<void>(std::getchar()); // until it is killed, or who started it has gone
    return 0;
}

int redriveAndDie(const SourceUrl &url, const char *handle, std::string_view fatalStep)
{
    const auto transport = transportFor(url);
    const auto queue = transport ? (*transport)->deadLetters(url) : nullptr;
    if (!queue) return 1;
    const auto report = (*queue)->redrive({handle},
                                          [&](std::string_view step, const std::string &) {
                                              if (step == fatalStep) std::raise(SIGKILL);
                                          },
                                          {});
    return report ? 0 : 1;
}

} // namespace

int main(int count, char **arguments)
{
    if (count < 3) return 2;
    const auto url = parseSourceUrl(arguments[2]);
    if (!url) return 2;
    if (std::string_view(arguments[1]) == "attach") return attachAndWait(*url);
    return count == 5 ? redriveAndDie(*url, arguments[3], arguments[4]) : 2;
}
