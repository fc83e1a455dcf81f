// SPDX-License-Identifier: GPL-3.0-or-later
// Records numbered steps into the case given as argument, from two threads, until it is killed, and
// writes on its standard output what is durable. tst_kill starts it.
#include "log/recorder.h"
#include "model/event.h"

#include <atomic>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace playhead;

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    auto writer = LogWriter::create(argv[1]);
    if (!writer) {
        std::fprintf(stderr, "%s\n", writer.error().message.c_str());
        return 1;
    }
    Recorder recorder(std::move(*writer));
    const auto who = recorder.participants().intern("who", Role::Producer);
    const auto channel = recorder.participants().intern("channel", Role::Channel);
    std::mutex order;
    std::uint64_t next = 1;
    const auto produce = [&](std::size_t batch) {
        for (;;) {
            const std::lock_guard lock(order);
            std::vector<TapStep> steps;
            for (std::size_t i = 0; i < batch; ++i, ++next) {
                auto event = std::make_shared<Event>();
                event->id = std::to_string(next);
                event->type = "type-" + std::to_string(next % 10);
                event->subject = "subject-" + std::to_string(next / 2);
                event->encoding = DataEncoding::Text;
                event->data = std::string(next % 100, 'a') + std::to_string(next);
                TapStep step;
                step.event = std::move(event);
                step.time = static_cast<Timestamp>(next);
                step.sender = who;
                step.receiver = channel;
                steps.push_back(std::move(step));
            }
            recorder.submit(steps);
            // Not faster than the disk for long: the test wants durable steps, not a queue.
            while (recorder.counters().recorded + 50'000 < next)
                std::this_thread::yield();
        }
    };
    std::thread one(produce, 1);
    std::thread many(produce, 37);
    std::uint64_t reported = 0;
    for (;;) {
        const auto durable = recorder.counters().durable;
        if (durable != reported) {
            reported = durable;
            std::printf("%llu\n", static_cast<unsigned long long>(durable));
            std::fflush(stdout);
        }
        std::this_thread::yield();
    }
}
