// SPDX-License-Identifier: GPL-3.0-or-later
// redrivechild URL STEP: redrives all dead letters of a queue, and kills itself with signal 9 at
// that step of the second message.
#include "transports/transporttable.h"

#include <csignal>
#include <cstdio>
#include <unistd.h>

using namespace playhead;

namespace {

int fail(const std::string &message)
{
    std::fprintf(stderr, "%s\n", message.c_str());
    return 1;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3) return fail("usage: redrivechild URL STEP");
    const auto url = parseSourceUrl(argv[1]);
    if (!url) return fail(url.error().message);
    const auto transport = transportFor(*url);
    if (!transport) return fail(transport.error().message);
    const auto queue = (*transport)->deadLetters(*url);
    if (!queue) return fail(queue.error().message);
    const auto letters = (*queue)->list(100, {});
    if (!letters) return fail(letters.error().message);
    std::vector<std::string> handles;
    for (const auto &letter : *letters)
        handles.push_back(letter.handle);
    const std::string_view fatal = argv[2];
    int met = 0;
    const auto report = (*queue)->redrive(
        handles,
        [&](std::string_view step, const std::string &handle) {
            if (step == fatal && (handle.empty() || ++met == 2)) ::kill(getpid(), SIGKILL);
        },
        {});
    if (!report) return fail(report.error().message);
    return 0;
}
